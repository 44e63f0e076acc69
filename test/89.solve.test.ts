/** How long a mark takes, on a user made of rows. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readIndex } from '../src/bench/corpora.js'
import { quantile } from '../src/bench/quantile.js'
import { LABELS, runSolve } from '../src/bench/solve.js'
import { createFilter } from '../src/filter.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'
import { PlaceHere } from './cli/hamlet.js'
import { writeCorpus } from './training-fixtures.js'

let place: PlaceHere
let index: string
beforeAll(async () => {
  place = await PlaceHere.make()
  index = await writeCorpus(join(place.folder, 'letters'), ['ann'], 8)
})
afterAll(() => place.remove())

describe('runSolve(options)', () => {
  it('should time marks of each kind of user, and leave the users with all their marks but the measured one', async () => {
    const store = await createSqliteStore(':memory:')
    const rest = { threshold: 0.5, maxMarks: 2000, keep: 'nothing' as const, refit: false }
    const filter = await createFilter({ store, encoder: hashEncoder, base: smallBase(hashEncoder), ...rest })
    const entries = await readIndex(index)
    let marked = 0
    const onRepeat = () => marked++
    const rows = await runSolve({ filter, store, entries, counts: [1, 10], repeats: 3, onRepeat })
    expect(rows.map(({ labels, marks }) => [labels, marks])).toEqual(
      LABELS.flatMap((labels) => [1, 10].map((marks) => [labels, marks])),
    )
    for (const { first, mark, unmark } of rows) {
      expect(first).toBeGreaterThan(0)
      for (const { median, p95 } of [mark, unmark]) {
        expect(median).toBeGreaterThan(0)
        expect(p95).toBeGreaterThanOrEqual(median)
      }
    }
    expect(marked).toBe(rows.length * 3)
    const labels = async (user: string) => (await store.marks(user)).map(({ label }) => label)
    for (const kind of LABELS) expect(await labels(`10 ${kind}`)).toHaveLength(9)
    const inTurn = await labels('10 of one mail, in turn')
    expect(inTurn.filter((label) => label === 'spam')).toHaveLength(5)
  })
})

describe('quantile(values, share)', () => {
  it('should lie between the values in order', () => {
    expect([0, 0.5, 0.95, 1].map((share) => quantile([30, 10, 20], share))).toEqual([10, 20, 29, 30])
    expect(quantile([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 0.5)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('hamlet bench solve', () => {
  it('should print a row a number of marks and kind of user', async () => {
    const { code, stdout } = await place.run(`bench solve --index ${index} --marks 4,10 --repeats 2`)
    expect(code).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines).toHaveLength(1 + LABELS.length * 2)
    expect(lines[1]).toMatch(/^as they are\s+4\s+[\d.]+ ms \([\d.]+\)\s+[\d.]+ ms \([\d.]+\)\s+[\d.]+ ms$/)
  })

  it('should refuse more marks than there is mail, and none', async () => {
    const many = await place.run(`bench solve --index ${index} --marks 100`)
    expect(many.code).not.toBe(0)
    expect(many.stderr).toContain('names 16 mails, and 120 are needed')
    const none = await place.run(`bench solve --index ${index} --marks 0,4`)
    expect(none.stderr).toContain('begin --marks with 1')
  })
})
