/**
 * Numbered, forward-only migrations: files `000001_name.sql`, `000002_name.sql`, … in `migrations/<dialect>/`, and a ledger
 * in the database of those that were applied. The rules are those of graphile/worker:
 *
 * - one transaction a migration, in which the ledger's row is written first, so that of two processes that migrate at
 *   once the later one collides with that row and takes it as "somebody else did it";
 * - a file that was once applied never changes: its hash stands in the ledger;
 * - a program older than the database refuses to touch it. (graphile/worker refuses only after a change marked as
 *   breaking; here a wrong guess would cost people's marks.)
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BadConfig } from '../errors.js'

export interface Migration {
  number: number
  name: string
  sql: string
  /** SHA-256 of `sql`, hex. */
  sha256: string
}

/** A row of the ledger: all of a migration but what it did. */
export type Applied = Omit<Migration, 'sql'>

/** What an engine does for migrate(). */
export interface Ledger {
  /** How the database is called in sentences. */
  readonly database: string
  /** All rows, by number; none when there is no ledger yet. */
  applied(): Promise<Applied[]>
  /** Row and migration in one transaction. @returns false, and does nothing, when the ledger has that number already. */
  apply(migration: Migration): Promise<boolean>
}

const FILE_NAME = /^(\d{6})_([a-z0-9_]+)\.sql$/

/** The folder that ships with the package; the same for src/store and dist/store. */
export function migrationsFolder(dialect: string): string {
  return fileURLToPath(new URL(`../../migrations/${dialect}/`, import.meta.url))
}

/** The folder's migrations, by number. @throws BadConfig for a stray file name or a gap in the numbers. */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
  return files.sort().map((file, index) => {
    const [, digits, name] = FILE_NAME.exec(file) ?? []
    if (name === undefined || Number(digits) !== index + 1) {
      const expected = String(index + 1).padStart(6, '0')
      throw new BadConfig(
        `${folder} should continue with ${expected}_name.sql, but has ${file}; install Hamlet again.`,
      )
    }
    // Line ends are no part of a migration: a checkout on Windows has the same hash.
    const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')
    return { number: index + 1, name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

/**
 * Brings the database up to the last migration. @returns the numbers that this call applied.
 * @throws BadConfig when the database is newer than the migrations, or was made by others than these.
 */
export async function migrate(ledger: Ledger, migrations: Migration[]): Promise<number[]> {
  const numbers: number[] = []
  for (let next = checkLedger(ledger.database, await ledger.applied(), migrations); next !== undefined; ) {
    if (await ledger.apply(next)) numbers.push(next.number)
    next = checkLedger(ledger.database, await ledger.applied(), migrations)
  }
  return numbers
}

/** The first migration that the ledger lacks, when the rows that it has are ours. */
function checkLedger(database: string, applied: Applied[], migrations: Migration[]): Migration | undefined {
  const newest = applied.at(-1)
  if (newest !== undefined && newest.number > migrations.length) {
    throw new BadConfig(
      `${database} is at revision ${newest.number} (${newest.name}), and this Hamlet knows revisions up to ` +
        `${migrations.length}: a newer Hamlet made it. Start that one, or restore a backup made before the upgrade.`,
    )
  }
  for (const [index, row] of applied.entries()) {
    const migration = migrations[index]
    if (row.number !== migration?.number || row.sha256 !== migration.sha256) {
      throw new BadConfig(
        `${database} went through a revision ${row.number} (${row.name}, ${row.sha256.slice(0, 12)}) that is not this ` +
          `Hamlet's revision ${migration?.number} (${migration?.name}, ${migration?.sha256.slice(0, 12)}). ` +
          'Start the Hamlet that made the database, or restore a backup.',
      )
    }
  }
  return migrations[applied.length]
}
