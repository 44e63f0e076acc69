/** What users of one installation gain from each other, and what some of them can do to the others. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Campaign } from '../src/bench/campaigns.js'
import { readIndex } from '../src/bench/corpora.js'
import { type Opening, type Person, peopleOf } from '../src/bench/installation.js'
import { runPoison } from '../src/bench/poison.js'
import { runPromise } from '../src/bench/promise.js'
import { runAgreement, runShared } from '../src/bench/shared.js'
import { createFilter } from '../src/filter.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'

const USERS = ['ann', 'bob', 'cid', 'dan']
const base = smallBase(hashEncoder)

const open: Opening = async (work) => {
  const store = await createSqliteStore(':memory:')
  return work({ store, encoder: hashEncoder, base, threshold: 0.5, maxMarks: 2000 }).finally(() =>
    store.close(),
  )
}

let folder: string
let people: Person[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hamlet-installation-'))
  const lines: string[] = []
  for (const user of USERS) {
    for (let i = 0; i < 40; i++) {
      const label = i % 2 === 0 ? 'spam' : 'ham'
      const text =
        label === 'spam' ? `claim the lottery prize ${i}` : `minutes of the meeting ${i} for ${user}`
      await writeFile(
        join(folder, `${user}-${i}`),
        `From: ${label}${i}@${user}.example\nSubject: ${label}\n\n${text}\n`,
      )
      lines.push(`${label} ${user}-${i} ${user}\n`)
    }
  }
  await writeFile(join(folder, 'index'), lines.join(''))
  people = peopleOf(await readIndex(join(folder, 'index')), USERS, 10)
})
afterAll(() => rm(folder, { recursive: true }))

describe('users of one installation', () => {
  it('should help a user without marks where they call the same mail spam', async () => {
    const { users, mean, others } = await runShared({ people, open, few: 0, many: 12, seeds: [1] })
    expect(others).toBe(3)
    expect(users.map(({ user, judged }) => [user, judged])).toEqual(USERS.map((user) => [user, 10]))
    expect(mean.published).toBe(4)
    expect(mean.together).toBeLessThan(mean.alone)
    expect(mean.difference.low).toBeLessThanOrEqual(mean.together - mean.alone)
  })

  it('should compare only those that are asked for, among all the others', async () => {
    const tested = people.slice(1, 2)
    const { users, mean, others } = await runShared({ people, tested, open, few: 0, many: 12, seeds: [1] })
    expect(users.map(({ user }) => user)).toEqual(['bob'])
    expect(others).toBe(3)
    expect(mean.published).toBe(1)
  })

  it('should put what they agree on into the shared head, and leave to the adapters what they do not', async () => {
    const campaign = (name: string): Campaign => {
      const mail = (i: number) =>
        Buffer.from(`From: ${name}${i}@x.example\nSubject: ${name}\n\nThe ${name} of week ${i}`)
      return { name, kind: 'spam', mails: Array.from({ length: 6 }, (_, i) => mail(i)) }
    }
    const names = ['lottery', 'newsletter', 'pharmacy', 'magazine', 'casino', 'digest']
    const { agreed, disputed } = await runAgreement(names.map(campaign), open)
    expect(agreed.families).toBe(3)
    expect(agreed.shared).toBeGreaterThan(Math.abs(disputed.shared) + 0.1)
    expect(disputed.adapter).toBeGreaterThan(disputed.shared)
  })

  it('should suffer from poisoners no more with the cap than without it', async () => {
    const report = await runPoison({ people, open, marks: 12, poison: 40, seeds: [1] })
    expect(report).toMatchObject({ honest: 4, poisoners: 1, judged: 40 })
    expect(report.none.published).toBe(1)
    expect(report.capped.errors).toBeLessThanOrEqual(report.uncapped.errors)
  })

  it('should be told how many good mails come to Junk under a promise, and of whom it could be made', async () => {
    await open(async (parts) => {
      const filter = await createFilter({ ...parts, keep: 'nothing', refit: false })
      const options = { filter, people: people.slice(0, 2), promises: [3, 900], marks: [0, 12], seed: 1 }
      const { rows, sums } = await runPromise(options)
      expect(rows).toHaveLength(8)
      for (const { ham, spam, possible, hamInJunk, spamInJunk } of rows) {
        expect(ham + spam).toBe(10)
        if (!possible) expect(hamInJunk + spamInJunk).toBe(0)
      }
      // The base has no left-out users: a promise takes own ham, and twelve marks hold no 899.
      expect(sums.map(({ marks, oneIn, users }) => [marks, oneIn, users])).toEqual([
        [0, 3, 0],
        [0, 900, 0],
        [12, 3, 2],
        [12, 900, 0],
      ])
      expect(sums[2]).toMatchObject({ kept: 2, hamLost: { percent: 0 } })
      expect(sums[2].spamCaught?.percent).toBeGreaterThan(50)
    })
  })
})
