import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** What goes wrong with a file: each request for it, or only the first. */
export type Fault = 'missing' | 'circle' | 'cut' | 'cut once' | 'changed' | 'busy' | 'busy once'

/** A hub on the loopback with one model: a folder's files under the paths of huggingface.co. */
export class HubServer {
  readonly requests: { url: string; range: string | undefined }[] = []
  readonly faults = new Map<string, Fault>()
  readonly files = new Map<string, Buffer>()
  commit = 'a'.repeat(40)
  /** Whether the storage can send a part of a file. */
  ranges = true
  #server: Server
  #cut: ServerResponse | undefined

  constructor(
    readonly model: string,
    folder: string,
  ) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile()) this.files.set(path.slice(folder.length + 1), readFileSync(path))
    }
    this.#server = createServer((request, response) => this.#answer(request, response))
  }

  async start(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    return this
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }

  /** Paths that were asked for, of the model's files only. */
  get asked(): string[] {
    return this.requests.flatMap(({ url }) => url.match(/\/resolve\/[^/]+\/(.*)/)?.[1] ?? [])
  }

  /** Breaks off the transfer that is to be cut; by itself it breaks off after two seconds. */
  cut(): void {
    this.#cut?.destroy()
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? ''
    this.requests.push({ url, range: request.headers.range })
    const [, kind, file] = url.match(/^\/(storage|.+\/resolve\/[0-9a-f]{40})\/(.*)$/) ?? []
    if (url.startsWith(`/api/models/${this.model}/revision/`)) {
      if (url.endsWith('/main')) response.end(JSON.stringify({ id: this.model, sha: this.commit }))
      else response.writeHead(404).end()
    } else if (kind === 'storage') this.#send(request, response, file)
    else if (kind !== `${this.model}/resolve/${this.commit}`) response.writeHead(401).end()
    else this.#resolve(request, response, file)
  }

  /** Large files are in a storage elsewhere; the hub states their hash and size on the way there. */
  #resolve(request: IncomingMessage, response: ServerResponse, file: string): void {
    const content = this.files.get(file)
    const fault = this.faults.get(file)
    if (content === undefined || fault === 'missing') response.writeHead(404).end()
    else if (!file.endsWith('.onnx')) this.#send(request, response, file)
    else {
      const headers = {
        location: fault === 'circle' ? (request.url ?? '') : `/storage/${file}`,
        'x-repo-commit': this.commit,
        'x-linked-etag': `"${createHash('sha256').update(content).digest('hex')}"`,
        'x-linked-size': content.length,
      }
      response.writeHead(302, headers).end('Found. Redirecting.')
    }
  }

  #send(request: IncomingMessage, response: ServerResponse, file: string): void {
    const fault = this.faults.get(file)
    if (fault?.endsWith('once')) this.faults.delete(file)
    if (fault?.startsWith('busy')) {
      response.writeHead(503).end()
      return
    }
    let content = this.files.get(file) ?? Buffer.alloc(0)
    if (fault === 'changed') content = Buffer.concat([content.subarray(0, -1), Buffer.from('!')])
    const start = this.ranges ? Number(request.headers.range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0) : 0
    const part = content.subarray(start)
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': part.length })
    if (fault?.startsWith('cut')) {
      const half = part.subarray(0, Math.ceil(part.length / 2))
      // What the client has not read yet when the connection breaks, it never sees.
      response.write(half)
      this.#cut = response
      setTimeout(() => response.destroy(), 2000).unref()
    } else response.end(part)
  }
}
