/** `hamlet serve` as people start it: compiled, with the embedded encoder, on a database of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { MAIN } from '../cli/hamlet.js'
import { shellEnvironment } from '../integration/environment.js'

export const ADMIN = 'hamlet_test_admin_key_0123456789'

export class Service {
  private readonly folder = mkdtempSync(join(tmpdir(), 'hamlet-page-'))
  private child: ChildProcess | null = null
  /** With a slash at its end; stays the same over a restart. */
  url = ''

  private constructor(private readonly database: string | null) {}

  /** @param database to be served as it is, and left; a new one when left out */
  static async start(database: string | null = null): Promise<Service> {
    const service = new Service(database)
    await service.start('0')
    return service
  }

  async start(port = new URL(this.url).port): Promise<void> {
    const env = {
      ...shellEnvironment,
      PORT: port,
      HAMLET_DATABASE: this.database ?? join(this.folder, 'hamlet.db'),
      HAMLET_ADMIN_KEY: ADMIN,
      HAMLET_DEMO: 'off',
      HAMLET_KEEP: 'text',
      HAMLET_LOG: 'error',
    }
    const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit']
    const child = spawn(process.execPath, [MAIN, 'serve', '--json'], { cwd: this.folder, env, stdio })
    this.child = child
    const [line] = await once(createInterface(child.stdout), 'line')
    this.url = JSON.parse(line).url
  }

  async stop(): Promise<void> {
    const { child } = this
    this.child = null
    if (!child) return
    child.kill('SIGTERM')
    await once(child, 'close')
  }

  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true })
  }

  /** Calls with the admin key; a call that is refused fails the test. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects.
  async call(method: string, path: string, body?: Uint8Array | string): Promise<any> {
    const headers = { Authorization: `Bearer ${ADMIN}` }
    const sent = body instanceof Uint8Array ? new Uint8Array(body) : (body ?? null)
    const response = await fetch(new URL(path, this.url), { method, headers, body: sent })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
}
