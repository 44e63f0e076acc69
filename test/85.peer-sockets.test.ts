import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askSocket } from '../src/bench/peers/socket-post.js'

describe('askSocket(socket, path)', () => {
  let folder: string
  let server: Server
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-socket-'))
  })
  afterEach(async () => {
    server.close()
    server.closeAllConnections()
    await rm(folder, { recursive: true })
  })
  const socket = () => join(folder, 'socket')

  it('should never ask on a connection that the server may be closing', async () => {
    let connections = 0
    server = createServer((_, response) => response.end('learned'))
    server.on('connection', () => connections++)
    await once(server.listen(socket()), 'listening')
    for (let n = 0; n < 3; n++)
      expect(await askSocket(socket(), '/learnspam', { body: Buffer.from('Subject: x\n\n') })).toEqual({
        status: 200,
        body: 'learned',
      })
    expect(connections).toBe(3)
  })

  it('should name what was asked where the connection breaks', async () => {
    server = createServer((request) => request.socket.destroy())
    await once(server.listen(socket()), 'listening')
    await expect(askSocket(socket(), '/learnham', { body: Buffer.alloc(1) })).rejects.toMatchObject({
      type: 'peer-failed',
      message: expect.stringContaining('/learnham got no answer'),
    })
  })
})
