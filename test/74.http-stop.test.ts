import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BadConfig } from '../src/errors.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { mail, openDoor } from './http/door.js'

const PATIENTLY = { timeout: 30_000 }

describe('stopping the HTTP server', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-stop-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('should answer what is in flight, and store it', async () => {
    const database = join(folder, 'hamlet.db')
    let letGo: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let waiting = 0
    const beforeEncoding = () => {
      waiting += 1
      return held
    }
    const door = await openDoor({ store: await createSqliteStore(database), beforeEncoding })
    const answers = Array.from({ length: 5 }, (_, i) =>
      door.call('POST', '/v1/users/anna/marks?label=spam', { body: mail(`Mail ${i}`, `in flight ${i}`) }),
    )
    await expect.poll(() => waiting, PATIENTLY).toBe(5)

    let closed = false
    const closing = door.close().then(() => {
      closed = true
    })
    await refused(door.port)
    expect(closed).toBe(false)
    letGo()
    for (const { status, body } of await Promise.all(answers)) {
      expect([status, body.label]).toEqual([200, 'spam'])
    }
    await closing

    const store = await createSqliteStore(database)
    expect(await store.marks('anna')).toHaveLength(5)
    await store.close()
  })

  it('should not wait for idle connections', async () => {
    const door = await openDoor()
    const agent = new Agent({ keepAlive: true })
    await new Promise<void>((resolve) => {
      const sent = request(new URL('healthz', door.url), { agent }, (response) =>
        response.resume().on('end', resolve),
      )
      sent.end()
    })
    const start = performance.now()
    await door.close()
    // The connection would be kept for 75 seconds, and would be cut after 10.
    expect(performance.now() - start).toBeLessThan(9_000)
    agent.destroy()
  })

  it('should let connections go that become idle while stopping', async () => {
    let letGo: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let waiting = 0
    const beforeEncoding = () => {
      waiting += 1
      return held
    }
    const door = await openDoor({ beforeEncoding })
    const agent = new Agent({ keepAlive: true })
    const headers = { Authorization: `Bearer ${door.admin}` }
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const sent = request(
        new URL('v1/score?user=anna', door.url),
        { agent, headers, method: 'POST' },
        (response) => response.resume().on('end', () => resolve(response.statusCode)),
      )
      sent.on('error', reject).end(mail('Held', 'text'))
    })
    await expect.poll(() => waiting, PATIENTLY).toBe(1)
    const closing = door.close()
    const start = performance.now()
    letGo()
    expect(await answered).toBe(200)
    await closing
    expect(performance.now() - start).toBeLessThan(9_000)
    agent.destroy()
  })

  it('should say which port is taken', async () => {
    const door = await openDoor()
    await expect(openDoor({ port: door.port })).rejects.toThrow(BadConfig)
    await expect(openDoor({ port: door.port })).rejects.toThrow(`Port ${door.port}`)
    await door.close()
  })
})

/** Resolves once nothing listens on the port. */
async function refused(port: number): Promise<void> {
  await expect
    .poll(
      () =>
        new Promise((resolve) => {
          const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() && 'connected'))
          socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
        }),
      PATIENTLY,
    )
    .toBe('ECONNREFUSED')
}
