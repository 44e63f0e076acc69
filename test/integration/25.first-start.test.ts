import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shellEnvironment } from './environment.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const execute = promisify(execFile)

/** What a person sees who clones the repository and types the README's two commands. */
describe('a clone, npm ci && npm start', () => {
  let folder: string
  let url: string
  let server: ChildProcess
  let printed = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-first-start-'))
    await execute('git', ['clone', '--quiet', root, folder])
    await execute('npm', ['ci'], { cwd: folder, env: shellEnvironment, maxBuffer: 2 ** 26 })
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    server = spawn('npm', ['start'], {
      cwd: folder,
      env: { ...shellEnvironment, PORT: `${port}` },
      detached: true,
    })
    server.stdout?.on('data', (chunk) => {
      printed += chunk
    })
    server.stderr?.on('data', (chunk) => {
      printed += chunk
    })
  })
  afterAll(async () => {
    // The whole group: npm alone would leave the service behind where a test failed.
    if (server?.pid) spawnSync('kill', ['-KILL', '--', `-${server.pid}`])
    await rm(folder, { recursive: true, force: true })
  })

  it('should print the address of the dashboard and an admin key', async () => {
    expect(await line(/Dashboard: (\S+)/)).toBe(`${url}/`)
    expect((await line(/Admin key.*: (\S+)/)).length).toBeGreaterThanOrEqual(16)
  })

  it('should print a curl line that works when pasted', async () => {
    const curl = await line(/^\s*(curl .*)$/m)
    const { stdout } = await execute('bash', ['-c', curl])
    expect(JSON.parse(stdout)).toMatchObject({ verdict: expect.stringMatching(/^(spam|unsure|ham)$/) })
  })

  it('should play the demo, and show both users before and after', async () => {
    await line(/(The demo is not played again)/)
    expect(printed).toMatch(/anna/)
    expect(printed).toMatch(/ben/)
  })

  it('should serve the dashboard and its health', async () => {
    expect(await (await fetch(url)).text()).toMatch(/<html/i)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })

  it('should stop on a signal', async () => {
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    // npm hands the signal on to the service, and then ends by it itself where it is of version 11.
    const [code, signal] = await ended
    expect([0, 'SIGTERM']).toContain(code ?? signal)
    await expect
      .poll(
        () =>
          fetch(url).then(
            () => 'up',
            () => 'down',
          ),
        { timeout: 10_000 },
      )
      .toBe('down')
  })

  /** Waits until the server has printed something like this; returns the first group. */
  async function line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(printed)
      if (found) return found[1]
      if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}:\n${printed}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
