/** A real server on a free port, on a real filter and a database in memory, for the tests of the HTTP door. */
import { Writable } from 'node:stream'
import { pino } from 'pino'
import type { Encoder } from '../../src/encoder/encoder.js'
import { createFilter, type FilterOptions } from '../../src/filter.js'
import { createBase } from '../../src/heads/base-making.js'
import { zeroHead } from '../../src/heads/head.js'
import { createKey } from '../../src/http/keys.js'
import { createServer } from '../../src/http/server.js'
import { createSqliteStore } from '../../src/store/sqlite.js'
import type { Scope, Store } from '../../src/store/store.js'
import { Contract, type Document } from './contract.js'

export const MAX_MESSAGE_BYTES = 25 * 1024 * 1024

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects.
  body: any
}

export interface Call {
  key?: string | null
  headers?: Record<string, string>
  body?: string | Buffer
}

export interface DoorOptions {
  store?: Store
  /** Runs before each text is encoded: to wait, or to fail. */
  beforeEncoding?: () => Promise<void>
  /** A free one when left out. */
  port?: number
  /** Of the filter. */
  settings?: Pick<FilterOptions, 'others'> & { keep?: FilterOptions['keep'] }
}

export interface Door {
  url: string
  port: number
  store: Store
  admin: string
  /** All lines of the log so far. */
  log: string[]
  newKey(scope: Scope, user?: string): Promise<string>
  /** Calls with the admin key unless another, or none (null), is given, and holds the answer against the document. */
  call(method: string, path: string, call?: Call): Promise<Answer>
  close(options?: { keepStore: boolean }): Promise<void>
}

export async function openDoor(options: DoorOptions = {}): Promise<Door> {
  const store = options.store ?? (await createSqliteStore(':memory:'))
  const log: string[] = []
  const lines = new Writable({ write: (chunk, _, done) => done(void log.push(String(chunk))) })
  const encoder = smallEncoder(options.beforeEncoding)
  const filter = await createFilter({
    store,
    encoder,
    base: BASE,
    threshold: 0.9,
    maxMarks: 100,
    keep: 'headers',
    ...options.settings,
  })
  const server = createServer({
    filter,
    store,
    log: pino(lines),
    maxMessageBytes: MAX_MESSAGE_BYTES,
    encoderQueue: () => 0,
  })
  const { url, port } = await server.listen(options.port ?? 0, '127.0.0.1')
  const newKey = async (scope: Scope, user: string | null = null) =>
    (await createKey(store, { scope, user, note: '' })).key
  const admin = await newKey('admin')
  const contract = new Contract((await (await fetch(new URL('openapi.json', url))).json()) as Document)

  return {
    url,
    port,
    store,
    admin,
    log,
    newKey,
    async call(method, path, { key = admin, headers, body } = {}) {
      const authorization = key === null ? {} : { Authorization: `Bearer ${key}` }
      const address = new URL(path, url)
      const response = await fetch(address, {
        method,
        headers: { ...authorization, ...headers },
        body: typeof body === 'object' ? new Uint8Array(body) : (body ?? null),
      })
      const contentType = response.headers.get('Content-Type') ?? ''
      const answer = contentType.includes('json') ? await response.json() : await response.text()
      contract.check(method, address.pathname, response.status, contentType, answer)
      return { status: response.status, headers: response.headers, body: answer }
    },
    close: async ({ keepStore } = { keepStore: false }) => {
      await server.close()
      await filter.close()
      if (!keepStore) await store.close()
    },
  }
}

const DIMENSION = 16
const LAYOUT = { dimension: DIMENSION, words: 196_608, identity: 229_376, shape: 262_144, route: 294_912 }
const PRECISION = { embedding: 1, words: 1, identity: 1, shape: 1, route: 1, bias: 1 }

/** A base that knows nothing: every mail is as likely spam as ham, until a user marks something. */
export const BASE = createBase({
  name: 'blank',
  encoder: 'small',
  layout: LAYOUT,
  gains: new Float32Array(LAYOUT.route).fill(1),
  head: zeroHead(DIMENSION),
  precision: { adapter: PRECISION, shared: PRECISION },
  card: {},
})

/** Sums a vector per word: enough to tell texts apart, and the same every time. */
export function smallEncoder(beforeEncoding: () => Promise<void> = async () => {}): Encoder {
  return {
    id: 'small',
    dimension: DIMENSION,
    async encode(text) {
      await beforeEncoding()
      const sum = new Float32Array(DIMENSION)
      for (const word of text.toLowerCase().match(/\w+/g) ?? []) {
        let hash = 0
        for (const character of word) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0
        for (let i = 0; i < DIMENSION; i++) sum[i] += Math.sin(hash + i)
      }
      const length = Math.hypot(...sum) || 1
      return sum.map((value) => value / length)
    },
    close: async () => {},
  }
}

/** A small mail; every text gives another id. */
export function mail(subject: string, text: string, sender = 'Newsletter <news@shop.example>'): string {
  return `From: ${sender}\r\nTo: anna@home.example\r\nSubject: ${subject}\r\nDate: Mon, 02 Jun 2025 10:00:00 +0200\r\n\r\n${text}\r\n`
}
