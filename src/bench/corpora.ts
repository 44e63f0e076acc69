/**
 * Labelled mail on disk. An index file in the form of the TREC spam track names one message a line, in time order where
 * the corpus has one:
 *
 *     spam|ham PATH [USER [DATE]]
 *
 * PATH is relative to the index file's folder and may leave it (`../data/inmail.1`). Columns are separated by white
 * space; empty lines are passed over.
 */
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { BadInput } from '../errors.js'
import type { Label } from '../types.js'

export interface Entry {
  label: Label
  /** Absolute path of the raw message. */
  path: string
  /** Whose mail it is; `DEFAULT_USER` where the index does not say. */
  user: string
  date: Date | null
}

/** The user of an index without a USER column: all its mail is one person's. */
export const DEFAULT_USER = 'user'

/** Messages that are read ahead of the one in use: enough to hide the disk, few enough to bound memory. */
const READ_AHEAD = 8

/**
 * The messages of an index file, in its order.
 * @throws BadInput naming file and line when the index cannot be read, is empty, or a line is not of the form above.
 */
export async function readIndex(file: string): Promise<Entry[]> {
  return parseIndex((await readOrRefuse(file, 'the index')).toString('utf8'), file)
}

/**
 * The messages that an index's text names. `file` is where the text stands: paths are relative to its folder.
 * @throws BadInput as `readIndex` does.
 */
export function parseIndex(text: string, file: string): Entry[] {
  const folder = dirname(resolve(file))
  const entries: Entry[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const columns = line.trim().split(/\s+/)
    if (columns[0] !== '') entries.push(parseLine(columns, folder, `${file}, line ${at + 1}`))
  }
  if (entries.length === 0)
    throw new BadInput(`${file} names no message; an index has lines of the form ${FORM}.`)
  return entries
}

const FORM = '"spam|ham PATH [USER [DATE]]"'

function parseLine(columns: string[], folder: string, where: string): Entry {
  const [label, path, user = DEFAULT_USER, day] = columns
  if (label !== 'spam' && label !== 'ham') {
    throw new BadInput(`${where}: expected a line of the form ${FORM}, but it starts with "${label}".`)
  }
  if (path === undefined)
    throw new BadInput(`${where}: the path of the message is missing; expected ${FORM}.`)
  if (columns.length > 4) {
    throw new BadInput(`${where}: more than four columns; expected ${FORM}, and paths without spaces.`)
  }
  const date = day === undefined ? null : new Date(day)
  if (date !== null && Number.isNaN(date.getTime())) {
    throw new BadInput(`${where}: "${day}" is not a date; write it as 2007-04-08 or leave it out.`)
  }
  return { label, path: resolve(folder, path), user, date }
}

/** The raw bytes of one message. @throws BadInput when the file cannot be read. */
export function readMail(entry: Entry): Promise<Buffer> {
  return readOrRefuse(entry.path, 'the message')
}

/**
 * Reads messages in order, a few ahead of the caller.
 * @throws BadInput when a file cannot be read, at the place of that message and not before.
 */
export async function* readMails(entries: readonly Entry[]): AsyncGenerator<{ entry: Entry; raw: Buffer }> {
  const reads: Promise<Buffer>[] = []
  for (const [at, entry] of entries.entries()) {
    for (const next of entries.slice(at + reads.length, at + READ_AHEAD)) {
      const read = readMail(next)
      read.catch(() => {}) // Reported when its turn comes.
      reads.push(read)
    }
    yield { entry, raw: await (reads.shift() as Promise<Buffer>) }
  }
}

/** @throws BadInput that names `what` and the file. */
export async function readOrRefuse(file: string, what: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code
    throw new BadInput(`Cannot read ${what} ${file}: ${why}.`, 400, 'unreadable', { cause: error })
  }
}
