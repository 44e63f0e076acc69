/** Where mail comes from on the command line: files, folders, Maildirs, mboxes, and standard input. */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { isMbox, MBOX_START, splitMbox } from '../mail/mbox.js'

/** One file that holds mail, or that was named and cannot be read. */
export interface Source {
  /** The path as the user wrote it, `-` for standard input. */
  name: string
  /** Bytes; 0 where it is not known before reading. */
  size: number
  problem: string | null
}

/** One mail, or the sentence why there is none. `name` is the file's, with `#N` for the Nth mail of an mbox. */
export type Found = { name: string; size: number } & ({ input: Buffer } | { problem: string })

/** How standard input is named. */
export const STANDARD_INPUT = '-'

/** Names with numbers in their natural order: `inmail.2` before `inmail.10`. */
const natural = new Intl.Collator('en', { numeric: true })

/** The files behind what the user named, in order; folders are walked, `[]` is standard input. */
export async function listSources(paths: readonly string[]): Promise<Source[]> {
  const sources: Source[] = []
  for (const path of paths.length === 0 ? [STANDARD_INPUT] : paths) {
    for await (const source of walk(path)) sources.push(source)
  }
  return sources
}

/** Reads the mails of each source in order. A source that cannot be read is reported in its place. */
export async function* readSources(sources: Iterable<Source>): AsyncGenerator<Found> {
  for (const { name, problem } of sources) {
    if (problem !== null) yield { name, size: 0, problem }
    else yield* readSource(name)
  }
}

async function* walk(path: string): AsyncGenerator<Source> {
  if (path === STANDARD_INPUT) {
    yield { name: path, size: 0, problem: null }
    return
  }
  try {
    const found = await stat(path)
    if (found.isDirectory()) yield* walkFolder(path)
    else yield { name: path, size: found.size, problem: null }
  } catch (error) {
    yield { name: path, size: 0, problem: whyUnreadable(error) }
  }
}

/**
 * A Maildir (a folder with `cur` and `new`) gives the mail in these two and in its subfolders, which are Maildirs named
 * `.Name`; what else lies there is the mail server's own. Any other folder gives all its files that are not hidden.
 */
async function* walkFolder(folder: string): AsyncGenerator<Source> {
  const entries = await readdir(folder, { withFileTypes: true })
  const folders = new Set(entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name))
  const maildir = folders.has('cur') && folders.has('new')
  for (const name of entries.map((entry) => entry.name).sort(natural.compare)) {
    const hidden = name.startsWith('.')
    const wanted = maildir ? folders.has(name) && (hidden || name === 'cur' || name === 'new') : !hidden
    if (wanted) yield* walk(join(folder, name))
  }
}

async function* readSource(name: string): AsyncGenerator<Found> {
  try {
    const stream: AsyncIterable<Buffer> = name === STANDARD_INPUT ? process.stdin : createReadStream(name)
    const { start, all } = await peek(stream)
    if (!isMbox(start)) {
      const raw = await buffer(all)
      yield { name, size: raw.length, input: raw }
      return
    }
    let number = 0
    for await (const raw of splitMbox(all))
      yield { name: `${name}#${++number}`, size: raw.length, input: raw }
  } catch (error) {
    yield { name, size: 0, problem: whyUnreadable(error) }
  }
}

/** The first bytes of a stream, enough to tell an mbox, and the whole stream with these put back. */
async function peek(stream: AsyncIterable<Buffer>): Promise<{ start: Buffer; all: AsyncIterable<Buffer> }> {
  const chunks = stream[Symbol.asyncIterator]()
  let start = Buffer.alloc(0)
  while (start.length < MBOX_START.length) {
    const next = await chunks.next()
    if (next.done) break
    start = Buffer.concat([start, next.value])
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield start
    yield* { [Symbol.asyncIterator]: () => chunks }
  }
  return { start, all: all() }
}

function whyUnreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return 'there is no such file or folder.'
  if (code === 'EACCES' || code === 'EPERM') return 'you may not read it; check its permissions.'
  return `it cannot be read (${(error as Error).message}).`
}
