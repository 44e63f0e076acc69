/** The ledger of migrations in SQLite. */
import Database from 'better-sqlite3'
import { BadConfig } from '../errors.js'
import type { Applied, Ledger, Migration } from './migrate.js'

export function sqliteLedger(db: Database.Database, database: string): Ledger {
  return {
    database,

    async applied() {
      if (!hasLedger(db)) {
        refuseForeignDatabase(db, database)
        return []
      }
      return db.prepare<[], Applied>('SELECT number, name, sha256 FROM migrations ORDER BY number').all()
    },

    async apply(migration) {
      // Foreign keys are checked once, at the end: a migration may rebuild a table that others refer to. The pragma does
      // nothing inside of a transaction.
      db.pragma('foreign_keys = OFF')
      // A table that is built anew takes the old one's name while triggers and views that name it stand.
      db.pragma('legacy_alter_table = ON')
      try {
        db.transaction(applyOne).immediate(db, migration)
        return true
      } catch (error) {
        if (error instanceof Database.SqliteError && error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
          if (isRecorded(db, migration.number)) return false
        }
        throw error
      } finally {
        db.pragma('legacy_alter_table = OFF')
        db.pragma('foreign_keys = ON')
      }
    },
  }
}

function applyOne(db: Database.Database, migration: Migration): void {
  db.exec(`CREATE TABLE IF NOT EXISTS migrations (
  number     INTEGER NOT NULL PRIMARY KEY,
  name       TEXT    NOT NULL,
  sha256     TEXT    NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT`)
  db.prepare('INSERT INTO migrations (number, name, sha256, applied_at) VALUES (?, ?, ?, ?)').run(
    migration.number,
    migration.name,
    migration.sha256,
    Date.now(),
  )
  db.exec(migration.sql)
  const broken = db.pragma('foreign_key_check') as { table: string; parent: string }[]
  const first = broken[0]
  if (first) {
    throw new BadConfig(
      `Migration ${migration.number} (${migration.name}) was taken back: ${broken.length} rows, the first in ${first.table}, ` +
        `would refer to nothing in ${first.parent}. Nothing was changed; report this.`,
    )
  }
}

function hasLedger(db: Database.Database): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").get() !== undefined
}

function isRecorded(db: Database.Database, number: number): boolean {
  return hasLedger(db) && db.prepare('SELECT 1 FROM migrations WHERE number = ?').get(number) !== undefined
}

function refuseForeignDatabase(db: Database.Database, database: string): void {
  const table = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().get()
  if (table !== undefined) {
    throw new BadConfig(
      `${database} belongs to another program: it has a table ${table} and no ledger of Hamlet's. Name another file.`,
    )
  }
}
