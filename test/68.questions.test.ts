/** The three questions of a week, and what their answers say about the accuracy. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createFilter, type Filter } from '../src/filter.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import type { Store } from '../src/store/store.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'

const DAY = 86_400_000
/** A Wednesday. */
const START = Date.UTC(2026, 10, 25, 12)
const base = smallBase(hashEncoder)

let clock: number
let store: Store
let filter: Filter
beforeEach(async () => {
  clock = START
  store = await createSqliteStore(':memory:')
  const rest = { threshold: 0.5, maxMarks: 2000, keep: 'headers' as const, refit: false, now: () => clock }
  filter = await createFilter({ store, encoder: hashEncoder, base, ...rest })
})

const mail = (i: number) =>
  Buffer.from(
    `From: a${i % 3}@shop.example\r\nSubject: Mail ${i}\r\n\r\nNumber ${i} says ${i % 5} and ${i % 7}`,
  )

async function receive(user: string, count: number, from = 0): Promise<string[]> {
  const ids: string[] = []
  for (let i = from; i < from + count; i++) ids.push((await filter.score(user, mail(i))).id)
  return ids
}

const ask = async (user = 'ben') => (await filter.questions.ofThisWeek(user)).questions

describe('the questions of a week', () => {
  it('should be none for a user who is unknown or has hardly any mail', async () => {
    await expect(filter.questions.ofThisWeek('ben')).rejects.toMatchObject({ status: 404 })
    await expect(filter.questions.ofThisWeek('')).rejects.toMatchObject({ status: 400 })
    await receive('ben', 2)
    expect(await ask()).toEqual([])
    await receive('ben', 1, 2)
    expect(await ask()).toHaveLength(3)
  })

  it('should be three mails, two chosen and one drawn at random, each with the chance that it had', async () => {
    const ids = await receive('ben', 20)
    const questions = await ask()
    expect(questions.map(({ kind, propensity }) => [kind, propensity])).toEqual([
      ['informative', 1],
      ['informative', 1],
      ['random', 1 / 18],
    ])
    expect(new Set(questions.map(({ id }) => id)).size).toBe(3)
    expect(questions.every(({ id }) => ids.includes(id))).toBe(true)
    expect(questions[0]).toMatchObject({ scoredAt: START, label: null, verdict: expect.any(String) })
  })

  it('should stay the same all week, whatever comes and is answered, and be others the week after', async () => {
    await receive('ben', 10)
    const { questions, until } = await filter.questions.ofThisWeek('ben')
    expect(new Date(until).toISOString()).toBe('2026-11-30T00:00:00.000Z')
    clock += 1
    await receive('ben', 10, 10)
    await filter.mark('ben', questions[1].id, 'spam')
    clock = until - 1
    const later = await ask()
    expect(later.map(({ id }) => id)).toEqual(questions.map(({ id }) => id))
    expect(later.map(({ label }) => label)).toEqual([null, 'spam', null])
    clock = until
    const next = await ask()
    expect(next).toHaveLength(3)
    // Of the ten mails that came after the last drawing: nothing is asked twice, and no mail belongs to two weeks.
    expect(next[2].propensity).toBe(1 / 8)
    expect(next.filter(({ id }) => questions.some((question) => question.id === id))).toEqual([])
    clock = until + 7 * DAY
    expect(await ask()).toEqual([])
  })

  it('should leave out what is marked when they are chosen, not when they are drawn', async () => {
    const ids = await receive('ben', 6)
    for (const id of ids.slice(0, 5)) await filter.mark('ben', id, 'ham')
    const questions = await ask()
    expect(questions.filter(({ kind }) => kind === 'informative').map(({ id }) => id)).toEqual([ids[5]])
    expect(questions.find(({ kind }) => kind === 'random')).toMatchObject({ propensity: 1 / 5, label: 'ham' })
  })

  it('should draw every mail as often as any other', async () => {
    const counts = new Map<string, number>()
    const users = 300
    const ids = await receive('ben', 6)
    const messages = await Promise.all(ids.map((id) => store.message('ben', id)))
    for (let u = 0; u < users; u++) {
      for (const message of messages) if (message) await store.logMessage({ ...message, user: `u${u}` })
      const [first, second, random] = await ask(`u${u}`)
      expect([first.propensity, second.propensity, random.propensity]).toEqual([1, 1, 1 / 4])
      counts.set(random.id, (counts.get(random.id) ?? 0) + 1)
    }
    expect(counts.size).toBe(4)
    // Chi-squared with 3 degrees of freedom: 16.3 is passed once in a thousand.
    const expected = users / 4
    const distance = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(distance).toBeLessThan(16.3)
  })

  it('should ask about no mail again that has left the log and comes once more', async () => {
    await receive('ben', 3)
    const asked = (await ask()).map(({ id }) => id)
    await store.pruneMessages(START + 1)
    clock += 7 * DAY
    const ids = await receive('ben', 3)
    expect(ids.sort()).toEqual(asked.sort())
    expect(await ask()).toEqual([])
    await receive('ben', 3, 3)
    const next = (await ask()).map(({ id }) => id)
    expect(next).toHaveLength(3)
    expect(next.filter((id) => asked.includes(id))).toEqual([])
  })

  it("should be chosen in the adapter's own space, where the way of a mail tells little at first", async () => {
    const sent = (route: number, words: string) =>
      Buffer.from(
        `Received: from mx${route}.net (mx${route}.net [10.0.0.${route}]) by in.example; Mon, 1 Jan 2024 10:00:00 +0000\r\n` +
          `List-Id: <list${route}.example>\r\nX-Mailer: Sender ${route}\r\nFrom: a@shop.example\r\nSubject: ${words}\r\n\r\n${words}`,
      )
    // One way and words of their own; words in common and ways of their own.
    const words = ['alpha beta', 'gamma delta', 'rose oak', 'iron gold', 'red blue', 'sun moon', 'left right']
    for (const each of words) await filter.score('ben', sent(1, each))
    const alike: string[] = []
    for (let i = 2; i < 5; i++)
      alike.push((await filter.score('ben', sent(i, 'the report of this quarter'))).id)
    const questions = await ask()
    expect(alike).toContain(questions[0].id)
  })

  it('should show what was kept of a mail after it has left the log, and forget what left no trace', async () => {
    await receive('ben', 5)
    const [answered] = await ask()
    await filter.mark('ben', answered.id, 'ham')
    await store.pruneMessages(START + 1)
    expect(await ask()).toEqual([{ ...answered, scoredAt: null, label: 'ham' }])
  })
})

describe('the accuracy', () => {
  it('should show the mail that was asked about beside the marked mail, by weight and with an interval', async () => {
    await receive('ben', 20)
    const questions = await ask()
    const [{ id: corrected }] = (await store.messages('ben', { limit: 20 })).messages.filter(
      (message) => !questions.some(({ id }) => id === message.id),
    )
    await filter.mark('ben', corrected, 'spam')
    for (const { id, kind } of questions) await filter.mark('ben', id, kind === 'random' ? 'ham' : 'spam')
    const { accuracy } = await filter.statistics('ben')
    // The small base calls everything ham: of the 20 mails that the answers stand for, the two chosen ones were wrong.
    expect(accuracy).toMatchObject({ marks: 4, own: { hamLost: 0, spamMissed: 3 } })
    expect(accuracy.asked).toMatchObject({ questions: 3, answers: 3 })
    expect(accuracy.asked.own.errors?.percent).toBeCloseTo(10, 9)
    expect(accuracy.asked.own.spamMissed?.percent).toBe(100)
    expect(accuracy.asked.own.hamLost?.percent).toBe(0)
    // One answer weighs 18 times as much as each of the others: they are worth 20² / (18² + 1 + 1) ≈ 1.23 answers.
    expect(accuracy.asked.own.errors?.low).toBeLessThan(2)
    expect(accuracy.asked.own.errors?.high).toBeGreaterThan(60)
    const { users, totals } = await filter.accuracy()
    expect(users[0].asked).toEqual(accuracy.asked)
    expect(totals.asked).toEqual(accuracy.asked)
  })

  it('should be null where nothing was answered', async () => {
    await receive('ben', 5)
    await ask()
    const { asked } = (await filter.statistics('ben')).accuracy
    const none = { errors: null, hamLost: null, spamMissed: null }
    expect(asked).toEqual({ questions: 3, answers: 0, base: none, shared: none, own: none })
  })
})
