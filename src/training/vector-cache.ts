/**
 * Embeddings and lexical ids by message id, kept on disk between trainings: encoding is what takes the time. One file
 * for each encoder and version of the text and the features, so that nothing stale is ever read.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LEXICAL_SIZE, LEXICAL_VERSION } from '../features/lexical.js'
import { decodeSorted, encodeSorted } from '../features/rice.js'
import { TEXT_VERSION } from '../mail/text.js'

/** What training needs of one mail. */
export interface MailVector {
  /** Hash of the text without case, digits, spaces and punctuation: the same for copies of one mail. */
  text: string
  embedding: Int8Array
  /** All lexical ids, not only those that a stored vector keeps. */
  lexical: Uint32Array
}

const TEXT_BYTES = 10
/** Records are appended this many at a time. */
const BATCH = 500

export class VectorCache {
  readonly #file: string | null
  readonly #places = new Map<string, Buffer>()
  #unsaved: Buffer[] = []

  /** @param folder null: nothing is read or kept. */
  constructor(
    folder: string | null,
    readonly encoder: string,
    readonly dimension: number,
  ) {
    const name = createHash('sha256')
      .update(JSON.stringify([encoder, TEXT_VERSION, LEXICAL_VERSION, LEXICAL_SIZE]))
      .digest('hex')
    this.#file = folder === null ? null : join(folder, `vectors-${name.slice(0, 12)}.bin`)
    if (folder !== null) mkdirSync(folder, { recursive: true })
    if (this.#file !== null && existsSync(this.#file)) this.#read(this.#file)
  }

  /** The vector of this message, read with or without its headers. */
  get(id: string): MailVector | null {
    const record = this.#places.get(id)
    if (record === undefined) return null
    const text = record.toString('hex', 0, TEXT_BYTES)
    const count = record.readUInt32LE(TEXT_BYTES)
    const at = TEXT_BYTES + 4
    const embedding = new Int8Array(record.subarray(at, at + this.dimension))
    return {
      text,
      embedding,
      lexical: decodeSorted(record.subarray(at + this.dimension), count, LEXICAL_SIZE),
    }
  }

  put(id: string, vector: MailVector): void {
    const head = Buffer.alloc(TEXT_BYTES + 4)
    head.write(vector.text, 'hex')
    head.writeUInt32LE(vector.lexical.length, TEXT_BYTES)
    const record = Buffer.concat([head, Buffer.from(vector.embedding.buffer), encodeSorted(vector.lexical)])
    this.#places.set(id, record)
    const key = Buffer.alloc(KEY_BYTES)
    key.write(id, 'latin1')
    const length = Buffer.alloc(4)
    length.writeUInt32LE(record.length)
    this.#unsaved.push(key, length, record)
    if (this.#unsaved.length >= 3 * BATCH) this.save()
  }

  save(): void {
    if (this.#file !== null && this.#unsaved.length > 0)
      appendFileSync(this.#file, Buffer.concat(this.#unsaved))
    this.#unsaved = []
  }

  /** A last record that was cut off by a crash is dropped, and the file mended. */
  #read(file: string): void {
    const bytes = readFileSync(file)
    let at = 0
    while (at + KEY_BYTES + 4 <= bytes.length) {
      const start = at + KEY_BYTES + 4
      const end = start + bytes.readUInt32LE(at + KEY_BYTES)
      if (end > bytes.length) break
      this.#places.set(bytes.toString('latin1', at, at + KEY_BYTES), bytes.subarray(start, end))
      at = end
    }
    if (at < bytes.length) writeFileSync(file, bytes.subarray(0, at))
  }
}

/** 32 hexadecimal digits of a message id, and how it was read. */
const KEY_BYTES = 33
