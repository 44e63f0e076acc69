/**
 * The store in one SQLite file, for one server and the commands beside it. Every call is a prepared statement or a short
 * transaction on one connection, so calls never interleave; a promise resolves once the commit is on the disk.
 */
import type { Database } from 'better-sqlite3'
import { migrate, migrationsFolder, readMigrations } from './migrate.js'
import { accessMethods } from './sqlite-access.js'
import { accuracyMethods } from './sqlite-accuracy.js'
import { lifeMethods } from './sqlite-backup.js'
import { explainFailures } from './sqlite-errors.js'
import { headMethods } from './sqlite-heads.js'
import { importMethods } from './sqlite-import.js'
import { sqliteLedger } from './sqlite-ledger.js'
import { markMethods } from './sqlite-marking.js'
import { markRows } from './sqlite-marks.js'
import { messageMethods } from './sqlite-messages.js'
import { explainOpening, openDatabase } from './sqlite-open.js'
import { priorMethods, priorRows } from './sqlite-priors.js'
import { pruningMethods } from './sqlite-pruning.js'
import { questionMethods } from './sqlite-questions.js'
import { rankingMethods } from './sqlite-ranking.js'
import { switchingMethods } from './sqlite-switching.js'
import { topicMethods, topicRows } from './sqlite-topics.js'
import { undoingMethods } from './sqlite-undoing.js'
import { userMethods, userRows } from './sqlite-users.js'
import { weakLabelMethods, weakLabelRows } from './sqlite-weak-labels.js'
import type { Store } from './store.js'

/**
 * Opens the database at `path`, made with its folder when missing, and migrates it. `:memory:` is one that nobody else sees.
 * @throws BadConfig when the file is a folder, no database, somebody else's, not writable, or of a newer Hamlet.
 */
export async function createSqliteStore(path: string): Promise<Store> {
  const db = await openMigrated(path)
  const users = userRows(db)
  const priors = priorRows(db)
  const marks = markRows(db)
  const topics = topicRows(db)
  const weakLabels = weakLabelRows(db)
  const { close, ...life } = lifeMethods(db)
  const methods = {
    ...userMethods(db, users),
    ...priorMethods(db, users, priors),
    ...messageMethods(db, users),
    ...pruningMethods(db),
    ...markMethods(db, users, marks),
    ...undoingMethods(db, users, marks),
    ...topicMethods(db, users, topics),
    ...weakLabelMethods(db, users, weakLabels),
    ...importMethods(db, { users, priors, marks, topics, weakLabels }),
    ...switchingMethods(db, users),
    ...questionMethods(db),
    ...accuracyMethods(db),
    ...rankingMethods(db),
    ...headMethods(db),
    ...accessMethods(db),
    ...life,
  }
  return { ...explainFailures(db, methods), close }
}

async function openMigrated(path: string): Promise<Database> {
  let db: Database | undefined
  try {
    db = openDatabase(path)
    await migrate(sqliteLedger(db, `The database ${path}`), readMigrations(migrationsFolder('sqlite')))
    return db
  } catch (error) {
    db?.close()
    throw explainOpening(error, path)
  }
}
