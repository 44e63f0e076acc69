import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { BadConfig } from '../src/errors.js'
import { type Migration, migrate, migrationsFolder, readMigrations } from '../src/store/migrate.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { sqliteLedger } from '../src/store/sqlite-ledger.js'
import { runWithStore } from './store/child.js'
import { aMark, aMessage } from './store/samples.js'
import { SCHEMA } from './store/schema.js'

const folder = mkdtempSync(join(tmpdir(), 'hamlet-migrate-'))
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0
const newPath = () => join(folder, `${count++}.db`)

const shipped = readMigrations(migrationsFolder('sqlite'))

/** A folder of these files, read. */
function migrations(files: Record<string, string>): Migration[] {
  const path = join(folder, `${count++}`)
  mkdirSync(path)
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(path, name), sql)
  return readMigrations(path)
}

/** Migrates and closes. */
async function migrateFile(path: string, list: Migration[]): Promise<number[]> {
  const db = new Database(path)
  try {
    return await migrate(sqliteLedger(db, `The database ${path}`), list)
  } finally {
    db.close()
  }
}

function tablesOf(path: string): unknown[] {
  const db = new Database(path, { readonly: true })
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()
  db.close()
  return names
}

describe('readMigrations(folder)', () => {
  it.each([
    ['a gap', ['000001_a.sql', '000003_b.sql'], /should continue with 000002_name.sql, but has 000003_b.sql/],
    [
      'a number twice',
      ['000001_a.sql', '000001_b.sql'],
      /should continue with 000002_name.sql, but has 000001_b.sql/,
    ],
    ['a start at 2', ['000002_a.sql'], /should continue with 000001_name.sql, but has 000002_a.sql/],
    ['five digits', ['00001_a.sql'], /should continue with 000001_name.sql, but has 00001_a.sql/],
    ['no name', ['000001.sql'], /should continue with 000001_name.sql, but has 000001.sql/],
  ])('should refuse %s', (_, names, sentence) => {
    const files = Object.fromEntries(names.map((name) => [name, 'SELECT 1']))
    expect(() => migrations(files)).toThrow(sentence)
    expect(() => migrations(files)).toThrow(BadConfig)
  })

  it('should read them in order, and nothing else', () => {
    const files = { '000002_second.sql': 'SELECT 2', '000001_first_of_all.sql': 'SELECT 1', 'README.md': '' }
    expect(migrations(files)).toEqual([
      { number: 1, name: 'first_of_all', sql: 'SELECT 1', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { number: 2, name: 'second', sql: 'SELECT 2', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ])
  })

  it('should not care for how a checkout ends lines', () => {
    const [unix] = migrations({ '000001_a.sql': 'SELECT\n1' })
    const [windows] = migrations({ '000001_a.sql': 'SELECT\r\n1' })
    expect(windows).toEqual(unix)
  })
})

describe('migrate(ledger, migrations)', () => {
  it('should refuse a database that is newer than the program, and leave it alone', async () => {
    const path = newPath()
    const newer = {
      number: shipped.length + 1,
      name: 'from_the_future',
      sql: 'CREATE TABLE hoverboards (x)',
      sha256: 'f',
    }
    await migrateFile(path, [...shipped, newer])
    const before = tablesOf(path)
    const sentence =
      `The database ${path} is at revision ${newer.number} (from_the_future), and this Hamlet knows revisions up to ` +
      `${shipped.length}: a newer Hamlet made it. Start that one, or restore a backup made before the upgrade.`
    await expect(createSqliteStore(path)).rejects.toThrow(new BadConfig(sentence))
    expect(tablesOf(path)).toEqual(before)
  })

  it('should refuse a database that went through another version of a migration', async () => {
    const path = newPath()
    const [first, ...rest] = migrations({
      '000001_a.sql': 'CREATE TABLE a (x)',
      '000002_b.sql': 'CREATE TABLE b (x)',
    })
    await migrateFile(path, [first])
    const other = { ...first, sha256: 'ee'.repeat(32), sql: 'CREATE TABLE other (x)' }
    const sentence =
      `The database ${path} went through a revision 1 (a, ${first.sha256.slice(0, 12)}) that is not this Hamlet's ` +
      'revision 1 (a, eeeeeeeeeeee). Start the Hamlet that made the database, or restore a backup.'
    await expect(migrateFile(path, [other, ...rest])).rejects.toThrow(new BadConfig(sentence))
    expect(tablesOf(path)).toEqual(['a', 'migrations'])
  })

  it('should refuse a database of another program', async () => {
    const path = newPath()
    new Database(path).exec('CREATE TABLE bookmarks (url)').close()
    await expect(createSqliteStore(path)).rejects.toThrow(
      new BadConfig(
        `The database ${path} belongs to another program: it has a table bookmarks and no ledger of Hamlet's. Name another file.`,
      ),
    )
    expect(tablesOf(path)).toEqual(['bookmarks'])
  })

  it('should take back a migration that fails half way, and keep the ones before it', async () => {
    const path = newPath()
    const good = { '000001_a.sql': 'CREATE TABLE a (x)' }
    const bad = migrations({ ...good, '000002_b.sql': 'CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)' })
    await expect(migrateFile(path, bad)).rejects.toThrow('no such table: nowhere')
    expect(tablesOf(path)).toEqual(['a', 'migrations'])
    const mended = migrations({ ...good, '000002_b.sql': 'CREATE TABLE b (x)' })
    expect(await migrateFile(path, mended)).toEqual([2])
  })

  it('should take back a migration that leaves a reference to nothing', async () => {
    const path = newPath()
    const list = migrations({
      '000001_a.sql': 'CREATE TABLE a (x INTEGER PRIMARY KEY); CREATE TABLE b (x REFERENCES a (x))',
      '000002_b.sql': 'INSERT INTO b VALUES (7)',
    })
    await expect(migrateFile(path, list)).rejects.toThrow(
      'Migration 2 (b) was taken back: 1 rows, the first in b, would refer to nothing in a. Nothing was changed; report this.',
    )
    expect(await migrateFile(path, list.slice(0, 1))).toEqual([])
  })

  it('should bring an empty database up to date, and do nothing the next three times', async () => {
    const path = newPath()
    expect(await migrateFile(path, shipped)).toEqual(shipped.map(({ number }) => number))
    for (let time = 0; time < 3; time++) expect(await migrateFile(path, shipped)).toEqual([])
    const db = new Database(path)
    const ledger = db.prepare('SELECT number, name, sha256 FROM migrations').all()
    expect(ledger).toEqual(shipped.map(({ sql, ...rest }) => rest))
    expect(db.prepare('SELECT min(applied_at) > 1700000000000 FROM migrations').pluck().get()).toBe(1)
    db.close()
  })

  it('should take a migration that another process was faster with as done', async () => {
    const path = newPath()
    const [first] = migrations({ '000001_a.sql': 'CREATE TABLE a (x)' })
    const [fast, slow] = [new Database(path), new Database(path)].map((db) => sqliteLedger(db, path))
    expect(await slow.applied()).toEqual([])
    expect(await fast.apply(first)).toBe(true)
    expect(await slow.apply(first)).toBe(false)
    expect(await slow.applied()).toEqual(await fast.applied())
  })

  it('should be harmless from six processes at once', async () => {
    const path = newPath()
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    await Promise.all(names.map((name) => runWithStore(path, `await store.ensureUser('${name}', 1)`)))
    const store = await createSqliteStore(path)
    expect((await store.users({ limit: 99 })).users.map(({ user }) => user)).toEqual(names)
    await store.close()
    const db = new Database(path)
    expect(db.prepare('SELECT count(*) FROM migrations').pluck().get()).toBe(shipped.length)
    db.close()
  })

  it('should keep all data when a table is built anew that others refer to', async () => {
    const path = newPath()
    const store = await createSqliteStore(path)
    await store.logMessage(aMessage('ann', '1'))
    await store.putMark(aMark('ann', '1', 'spam'), 9)
    await store.close()
    const number = shipped.length + 1
    const sql = `CREATE TABLE new_users (user TEXT NOT NULL PRIMARY KEY, created_at INTEGER NOT NULL, revision INTEGER NOT NULL,
      threshold REAL, language TEXT NOT NULL DEFAULT 'en') STRICT;
      INSERT INTO new_users (user, created_at, revision, threshold) SELECT user, created_at, revision, threshold FROM users;
      DROP TABLE users; ALTER TABLE new_users RENAME TO users;`
    expect(await migrateFile(path, [...shipped, { number, name: 'language', sql, sha256: 's' }])).toEqual([
      number,
    ])
    const db = new Database(path)
    const countOf = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
    expect(['users', 'messages', 'marks', 'tallies'].map(countOf)).toEqual([1, 1, 1, 1])
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    db.prepare('DELETE FROM users').run()
    expect(['users', 'messages', 'marks', 'tallies'].map(countOf)).toEqual([0, 0, 0, 0])
    db.close()
  })
})

describe('the migrations that ship', () => {
  it('should hand over what was learned and forgotten to the heads that did so', async () => {
    const path = join(folder, 'erasures.db')
    await migrateFile(path, shipped.slice(0, 18))
    const db = new Database(path)
    db.exec(`INSERT INTO settings VALUES ('shared.changes', '70'), ('shared.erased', '3'), ('shared.forgotten', '2'), ('encoder', 'x');
      INSERT INTO shared_heads (created_at, encoder, base, users, marks, held_out, log_loss_before, log_loss_after, published)
        VALUES (1, 'old', 'b', 2, 2, 1, 1, 0, 1), (2, 'e', 'b', 2, 2, 1, 1, 0, 1), (3, 'e', 'c', 2, 2, 1, 1, 0, 0)`)
    db.close()
    await migrateFile(path, shipped)
    const after = new Database(path, { readonly: true })
    expect(after.prepare('SELECT name, value FROM settings ORDER BY name').raw().all()).toEqual([
      ['encoder', 'x'],
      ['shared.changes:e:b', '70'],
      ['shared.forgotten:e:b', '2'],
    ])
    expect(after.prepare('SELECT erased FROM counters').pluck().get()).toBe(3)
    after.close()
  })

  it('should say of a prior whose base nobody wrote down that it is of the one in force at the last mark', async () => {
    const path = join(folder, 'priors.db')
    await migrateFile(path, shipped.slice(0, 19))
    const db = new Database(path)
    const marks = [1, 2].map(
      (time) =>
        `('anna', '${time}', 'spam', ${time}, 'e', 'base ${time}', x'00', 0, 0, 0, 0, 0.5, 0.5, 'ham', 0, 0, 0, 0, 0)`,
    )
    db.exec(`INSERT INTO users (user, created_at, revision) VALUES ('anna', 1, 1), ('ben', 1, 2);
      INSERT INTO priors (user, taken_from, taken_at, encoder, head) VALUES ('ben', 'anna', 1, 'e', x'00');
      INSERT INTO marks (user, id, label, marked_at, encoder, base, vector, base_logit, shared_logit, adapter_logit, logit, probability, threshold, verdict, shared_version, base_wrong, shared_wrong, own_wrong, put_at)
        VALUES ${marks}`)
    db.close()
    await migrateFile(path, shipped)
    const after = new Database(path, { readonly: true })
    expect(after.prepare('SELECT user, base FROM priors').raw().all()).toEqual([['ben', 'base 2']])
    after.close()
  })

  it('should make these tables, columns and indices', async () => {
    const path = newPath()
    await migrateFile(path, shipped)
    const db = new Database(path, { readonly: true })
    const tables = db
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all()
    const schema = tables.map(({ name }) => [
      name,
      db
        .prepare<[string], { name: string; type: string; notnull: number }>(
          'SELECT * FROM pragma_table_info(?)',
        )
        .all(name)
        .map((column) => `${column.name} ${column.type}${column.notnull ? '' : '?'}`),
      db
        .prepare<[string], string>(
          `SELECT group_concat(column.name, ' ') FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS column
          GROUP BY list.name ORDER BY 1`,
        )
        .pluck()
        .all(name),
    ])
    expect(
      Object.fromEntries(schema.map(([name, columns, indices]) => [name as string, { columns, indices }])),
    ).toEqual(SCHEMA)
    db.close()
  })

  it('should make strict tables only, with rowids where there are BLOBs', async () => {
    const path = newPath()
    await migrateFile(path, shipped)
    const db = new Database(path, { readonly: true })
    const tables = db
      .prepare<[], { name: string; strict: number; wr: number }>(
        "SELECT name, strict, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all()
    for (const { name, strict, wr } of tables) {
      const hasBlob = SCHEMA[name].columns.some((column) => column.includes(' BLOB'))
      expect({ name, strict, rowidForBlobs: !(hasBlob && wr === 1) }).toEqual({
        name,
        strict: 1,
        rowidForBlobs: true,
      })
    }
    db.close()
  })
})
