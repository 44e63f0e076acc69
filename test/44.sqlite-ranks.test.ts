import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSqliteStore } from '../src/store/sqlite.js'

describe('what users are sorted by', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hamlet-ranks-'))
  let db: Database.Database
  beforeAll(async () => {
    const file = join(folder, 'hamlet.db')
    await (await createSqliteStore(file)).close()
    db = new Database(file)
  })
  afterAll(() => {
    db.close()
    rmSync(folder, { recursive: true })
  })

  // Newcombe 1998, Statistics in Medicine 17:857, table I, method 4; and nothing at all.
  it.each([
    [81, 263, 0.2535],
    [15, 148, 0.0598],
    [0, 20, 0],
    [1, 29, 0.0018],
    [0, 0, -1],
  ])('should be, of %d errors of %d marks, %d at least', async (wrong, marks, least) => {
    const user = `${wrong} of ${marks}`
    db.pragma('foreign_keys = OFF')
    db.prepare('INSERT INTO tallies (user, ham_marks, own_ham_lost) VALUES (?, ?, ?)').run(
      `ham ${user}`,
      marks,
      wrong,
    )
    db.prepare('INSERT INTO tallies (user, spam_marks, own_spam_missed) VALUES (?, ?, ?)').run(
      `spam ${user}`,
      marks,
      wrong,
    )
    const ranks = (name: string) =>
      db
        .prepare<[string], number[]>(
          'SELECT by_error, by_ham_lost, by_spam_missed FROM tallies WHERE user = ?',
        )
        .raw()
        .get(name)
    const near = expect.closeTo(least, 4)
    expect(ranks(`ham ${user}`)).toEqual([near, near, -1])
    expect(ranks(`spam ${user}`)).toEqual([near, -1, near])
  })
})
