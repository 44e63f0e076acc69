import Database from 'better-sqlite3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createSqliteStore } from '../src/store/sqlite.js'

afterEach(() => vi.restoreAllMocks())

/** A move to another encoder, which is made by hand and once, reads whatever another encoder made: all there is. */
const OF_A_MOVE = /encoder <> @encoder|staged_vectors/

/** How SQLite would run every other statement of the store, which prepares them all when it opens. */
async function plans(): Promise<string[]> {
  const prepare = vi.spyOn(Database.prototype, 'prepare')
  const store = await createSqliteStore(':memory:')
  const statements = prepare.mock.calls.map(([sql]) => sql).filter((sql) => !OF_A_MOVE.test(sql))
  const db = prepare.mock.contexts[0] as Database.Database
  prepare.mockRestore()
  const explained = statements.map((sql) => {
    const rows = db
      .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql.replace(/\?|@\w+/g, "'x'")}`)
      .all()
    return rows.map(({ detail }) => detail).join('; ')
  })
  await store.close()
  return explained
}

/** What the pattern's group finds in all plans, sorted and without repeats. */
async function inPlans(pattern: RegExp): Promise<string[]> {
  const found = (await plans()).flatMap((plan) => [...plan.matchAll(pattern)].map(([, name]) => name))
  return [...new Set(found)].sort()
}

describe('the statements of the SQLite store', () => {
  it('should find messages, marks, priors and adapters through an index, and read only small tables whole', async () => {
    const small = ['api_keys', 'counters', 'migrations', 'sqlite_schema', 'tallies']
    // In the order of its key: the newest refits, and the users of a refit of the shared head.
    const inOrder = ['shared_heads', 'users']
    // What came from an index before, and the row that INSERT or UNION make of parameters.
    const made = ['(subquery-1)', 'CONSTANT']
    expect(await inPlans(/SCAN (\S+?)(?=;| |$)/g)).toEqual([...made, ...small, ...inOrder].sort())
  })

  it('should use every index that the migrations make', async () => {
    const indices = [
      'api_keys_by_user',
      'marks_by_class',
      'marks_by_time',
      'messages_by_age',
      'messages_by_time',
      'past_marks_by_age',
      'past_marks_by_time',
      'questions_by_week',
      'tallies_by_error',
      'tallies_by_ham_lost',
      'tallies_by_last_mark',
      'tallies_by_lift_base',
      'tallies_by_lift_shared',
      'tallies_by_marks',
      'tallies_by_spam_missed',
      'weak_labels_by_time',
    ]
    const used = await inPlans(/INDEX (\w+)/g)
    expect(used.filter((name) => !name.startsWith('sqlite_'))).toEqual(
      [...indices, 'prior_sources_by_source', 'shared_heads_published'].sort(),
    )
  })

  it('should begin the list of users where the page before ended, for all that marks move', async () => {
    const lists = (await plans()).filter((plan) => /^S\w+ tallies\b.* SEARCH priors/.test(plan))
    const found = lists.map((plan) => plan.split(';')[0])
    // Twice each, the most and the least first.
    const byIndex = [
      'error',
      'ham_lost',
      'last_mark',
      'lift_base',
      'lift_shared',
      'marks',
      'spam_missed',
    ].flatMap((sort) => [
      `SEARCH tallies USING INDEX tallies_by_${sort} (by_${sort}<?)`,
      `SEARCH tallies USING INDEX tallies_by_${sort} (by_${sort}>?)`,
    ])
    const byName = ['SEARCH tallies USING PRIMARY KEY (user<?)', 'SEARCH tallies USING PRIMARY KEY (user>?)']
    const whole = Array(4).fill('SCAN tallies')
    expect(found.sort()).toEqual([...whole, ...byIndex, ...byName].sort())
  })

  it('should sort nothing but the keys, the marks of one user for a refit or to be put back, and users by what all mail moves', async () => {
    const ofUsers = /^(SCAN tallies;|SEARCH tallies USING INDEX .* USE TEMP B-TREE FOR LAST TERM OF ORDER BY)/
    const sorting = (await plans()).filter((plan) => plan.includes('TEMP B-TREE') && !ofUsers.test(plan))
    expect(sorting.sort()).toEqual([
      expect.stringMatching(/^CO-ROUTINE .*SEARCH marks USING INDEX marks_by_time .*SCAN \(subquery-1\)/),
      expect.stringMatching(/^SCAN api_keys/),
      expect.stringMatching(/^SEARCH past_marks USING INDEX past_marks_by_time/),
    ])
  })
})
