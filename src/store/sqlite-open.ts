/** Opens a database file, as durable as SQLite can be. */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { BadConfig } from '../errors.js'

/** How long a call waits for another process (a command beside the server) to end its transaction, in milliseconds. */
const BUSY_TIMEOUT = 30_000

const PRAGMAS = [
  // A commit is synced to the disk before it is answered: neither kill -9 nor a power cut takes it back.
  'synchronous = FULL',
  'foreign_keys = ON',
  // What is erased or unmarked is overwritten, not only forgotten. (Where SQLite moved rows from page to page before, a copy
  // may outlast them in the unused room of a page; only VACUUM, which writes the whole file anew, is sure to clear that.)
  'secure_delete = ON',
  // 64 MiB, given in KiB: the indices of some hundred thousand messages stay in memory.
  'cache_size = -65536',
  // The log is cut to this many bytes after a burst.
  'journal_size_limit = 67108864',
]

/** @throws BadConfig for a path that cannot be a file; SQLite's own errors otherwise, which explainOpening knows. */
export function openDatabase(path: string): Database.Database {
  if (path !== ':memory:') prepareFolder(path)
  const db = new Database(path, { timeout: BUSY_TIMEOUT })
  try {
    for (const pragma of PRAGMAS) db.pragma(pragma)
    // Readers beside a writer, and one sync a commit.
    db.pragma('journal_mode = WAL')
    // Fails where the file may be read but not written, which the pragmas do not.
    db.exec('BEGIN IMMEDIATE; ROLLBACK')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * A setting in the database at `path`, which is neither made nor migrated for that; null where there is none.
 * @throws BadConfig when there is a file that cannot be read as a database
 */
export function readSetting(path: string, name: string): string | null {
  if (!existsSync(path)) return null
  let db: Database.Database | undefined
  try {
    db = new Database(path, { readonly: true, timeout: BUSY_TIMEOUT })
    const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'settings'").pluck()
    if (tables.get() === 0) return null
    const value = db.prepare<[string], string>('SELECT value FROM settings WHERE name = ?').pluck()
    return value.get(name) ?? null
  } catch (error) {
    throw explainOpening(error, path)
  } finally {
    db?.close()
  }
}

/**
 * Moves the log into the database and empties it, so that no copy of an erased row stays there. A reader in another process
 * that takes long may keep the log; then the next call empties it.
 */
export function emptyLog(db: Database.Database): void {
  db.pragma('busy_timeout = 1000')
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT}`)
}

function prepareFolder(path: string): void {
  if (path.trim() === '')
    throw new BadConfig('The database has no name; name a file, such as ./var/hamlet.db.')
  const folder = dirname(resolve(path))
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new BadConfig(`The folder ${folder} of the database cannot be made; choose another place.`, {
      cause: error,
    })
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new BadConfig(
      `The database ${path} is a folder; name a file in it, such as ${join(path, 'hamlet.db')}.`,
    )
  }
}

/** What SQLite says while a database is opened and migrated, as a BadConfig about the file. */
export function explainOpening(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const sentence =
    OPENING.find(([code]) => error.code.startsWith(code))?.[1] ?? `cannot be opened: ${error.message}.`
  return new BadConfig(`The database ${path} ${sentence}`, { cause: error })
}

const OPENING: [code: string, sentence: string][] = [
  ['SQLITE_NOTADB', 'is not an SQLite database; name another file, or put a backup in its place.'],
  ['SQLITE_CORRUPT', 'is damaged; put a backup in its place.'],
  ['SQLITE_READONLY', 'cannot be written; let the user that runs Hamlet write to the file and its folder.'],
  [
    'SQLITE_CANTOPEN',
    'cannot be opened; let the user that runs Hamlet read and write the file and its folder.',
  ],
  ['SQLITE_BUSY', 'is locked by another program; stop that one and start again.'],
]
