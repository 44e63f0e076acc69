/** What SQLite reports while running, as errors that say what to do. */
import Database from 'better-sqlite3'
import { Unavailable } from '../errors.js'

const RUNNING: [code: string, sentence: string][] = [
  ['SQLITE_FULL', 'has no room left on its disk: make room.'],
  ['SQLITE_BUSY', 'is locked by another program for too long: try again when that one is done.'],
  ['SQLITE_READONLY', 'can no longer be written: look at the permissions of the file and its folder.'],
  ['SQLITE_IOERR', 'cannot be read or written: look at its disk.'],
  ['SQLITE_CORRUPT', 'is damaged: stop Hamlet and put a backup in its place.'],
  ['SQLITE_NOTADB', 'is damaged: stop Hamlet and put a backup in its place.'],
]

const CLOSED = 'Hamlet is stopping and its database is closed; try again in a moment.'

/** The same methods, each of whose failures is explained. */
export function explainFailures<Methods extends object>(db: Database.Database, methods: Methods): Methods {
  const explained = Object.entries(methods).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await method(...args)
      } catch (error) {
        throw db.open ? explain(error, db.name) : new Unavailable(CLOSED, { cause: error })
      }
    },
  ])
  return Object.fromEntries(explained)
}

function explain(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const sentence = RUNNING.find(([code]) => error.code.startsWith(code))?.[1]
  return sentence ? new Unavailable(`The database ${path} ${sentence}`, { cause: error }) : error
}
