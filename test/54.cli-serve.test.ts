/** What a person sees who types `hamlet serve`. */
import { type ChildProcessWithoutNullStreams, execFile } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Place } from './cli/hamlet.js'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

/** A server and all that it has printed. */
class Served {
  printed = ''
  complaints = ''

  constructor(readonly child: ChildProcessWithoutNullStreams) {
    child.stdout.on('data', (part) => {
      this.printed += part
    })
    child.stderr.on('data', (part) => {
      this.complaints += part
    })
  }

  /** Waits until something like this was printed; returns the first group. */
  async sees(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.printed)
      if (found) return found[1]
      if (this.child.exitCode !== null) throw new Error(`The server ended: ${this.printed}${this.complaints}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const ended = once(this.child, 'exit')
    this.child.kill(signal)
    return (await ended)[0]
  }
}

describe('hamlet serve', () => {
  let place: Place
  const running: Served[] = []
  beforeAll(async () => {
    place = await Place.make()
  })
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL')
  })
  afterAll(() => place.remove())

  function serve(settings: Record<string, string> = {}): Served {
    const served = new Served(place.start(['serve'], { PORT: '0', ...settings }))
    running.push(served)
    return served
  }

  it('should print its address, a key and a curl line that works, once, and stop on a signal with 0', async () => {
    const first = serve()
    const url = await first.sees(/Dashboard: (http:\S+\/)\n/)
    const admin = await first.sees(/^Admin key, shown this once: (\S+)$/m)
    const curl = await first.sees(/^(curl .*)\n/m)
    expect((await fetch(`${url}readyz`)).status).toBe(200)
    const users = await fetch(`${url}v1/admin/users`, { headers: { Authorization: `Bearer ${admin}` } })
    expect(users.status).toBe(200)
    const { stdout } = await promisify(execFile)('bash', ['-c', curl])
    expect(JSON.parse(stdout)).toMatchObject({
      user: 'me',
      verdict: expect.stringMatching(/spam|unsure|ham/),
    })
    expect(await first.stop('SIGTERM')).toBe(0)
    await expect(fetch(`${url}readyz`)).rejects.toThrow()

    const second = serve()
    await second.sees(/(Dashboard)/)
    await second.sees(/(hamlet keys create --scope hook)/)
    expect(second.printed).not.toMatch(/hamlet_/)
    expect(await second.stop('SIGINT')).toBe(0)
  })

  it('should not print the admin key that is set', async () => {
    const secret = 'correct-horse-battery-staple'
    const served = serve({ HAMLET_ADMIN_KEY: secret, HAMLET_DATABASE: ':memory:' })
    const url = await served.sees(/Dashboard: (\S+)/)
    await served.sees(/^(curl)/m)
    const headers = { Authorization: `Bearer ${secret}` }
    expect((await fetch(`${url}v1/admin/users`, { headers })).status).toBe(200)
    expect(served.printed + served.complaints).not.toContain(secret)
  })

  it('should say how to choose another port when its port is taken', async () => {
    const served = serve({ HAMLET_DATABASE: ':memory:' })
    const port = await served.sees(/Dashboard: \S+:(\d+)\//)
    const refused = await place.run('serve', { PORT: port })
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(new RegExp(`^hamlet: Port ${port} .* is taken: .*PORT.*\\n$`))
  })

  it('should play the demo on the first start only, beside the service', async () => {
    const settings = { HAMLET_DEMO: 'on', HAMLET_DATABASE: `${place.folder}/demo.db` }
    const first = serve(settings)
    const url = await first.sees(/Dashboard: (\S+)/)
    await first.sees(/(Mistakes on Ben's mail)/)
    expect((await fetch(`${url}readyz`)).status).toBe(200)
    expect(await first.stop()).toBe(0)
    const second = serve(settings)
    await second.sees(/(Dashboard)/)
    expect(await second.stop()).toBe(0)
    expect(second.printed).not.toMatch(/Anna/)
  })

  it('should stop in the middle of the demo', async () => {
    const served = serve({ HAMLET_DEMO: 'on', HAMLET_DATABASE: `${place.folder}/cut.db` })
    await served.sees(/(Dashboard)/)
    expect(await served.stop('SIGINT')).toBe(0)
    expect(served.complaints).not.toMatch(/^hamlet:| {4}at /m)
  })
})
