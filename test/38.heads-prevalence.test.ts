/** How much of a user's mail is spam, told without labels, and what that does to the user's cut. */
import { describe, expect, it } from 'vitest'
import { createFilter, type Filter } from '../src/filter.js'
import { logitOf, sigmoid } from '../src/heads/calibration.js'
import { LEAST_MAILS } from '../src/heads/domain.js'
import { prevalenceOf, prevalenceShift } from '../src/heads/prevalence.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { random } from '../src/training/draws.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'

const EVEN = 0.5

/** Logits of a filter that was calibrated on so usual a share of spam: normal, 2 apart from its middle each way, variance 4. */
function logits(mails: number, spam: number, seed: number, usual = EVEN): number[] {
  const draw = random(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
  const middle = logitOf(usual)
  return Array.from({ length: mails }, (_, i) => middle + (i < spam * mails ? 2 : -2) + 2 * normal())
}

describe('prevalence', () => {
  it.each([0.1, 0.3, 0.5, 0.8])('should be found where %f of the mail is spam', (spam) => {
    for (const usual of [0.5, 0.3]) {
      for (const seed of [1, 2, 3]) {
        const found = prevalenceOf(logits(400, spam, seed, usual), usual) as number
        // Half of 20 more mails is spam, by caution.
        expect(Math.abs(found - (400 * spam + 10) / 420)).toBeLessThan(0.08)
      }
    }
  })

  it('should be the share that the mails then have by the filter’s own word', () => {
    const given = logits(200, 0.25, 4)
    const found = prevalenceOf(given, 0.4) as number
    const spam = given.reduce((sum, logit) => sum + sigmoid(logit + logitOf(found) - logitOf(0.4)), 0)
    expect(found).toBeCloseTo((spam + 10) / 220, 4)
  })

  it('should stay where there are few mails, or little changed, and be finite for mail of one class', () => {
    expect(prevalenceOf(logits(LEAST_MAILS - 1, 0.1, 1), EVEN)).toBeNull()
    expect(prevalenceOf(logits(LEAST_MAILS - 1, 0.1, 1), EVEN, 0.4)).toBe(0.4)
    expect(prevalenceOf(logits(400, 0.3, 1), EVEN, 0.31)).toBe(0.31)
    expect(prevalenceOf(logits(400, 0.1, 1), EVEN, 0.5)).toBeLessThan(0.2)
    expect(prevalenceOf(Array(400).fill(-40), EVEN)).toBeCloseTo(10 / 420, 3)
    expect(prevalenceOf(Array(400).fill(40), EVEN)).toBeCloseTo(410 / 420, 3)
  })

  it('should lower the logits of who gets little spam, fade with marks, and raise nobody’s past even odds', () => {
    const shift = (prevalence: number | null, marks: number, usual = EVEN) =>
      prevalenceShift({ domain: null, prevalence }, usual, marks)
    expect(shift(null, 0)).toBe(0)
    expect(shift(0.2, 0)).toBe(logitOf(0.2))
    expect(shift(0.2, 50)).toBeCloseTo(logitOf(0.2) / 2)
    expect(shift(0.2, 100)).toBe(0)
    expect(shift(0.2, 1000)).toBe(0)
    expect(shift(0.9, 0)).toBe(0)
    expect(shift(null, 0, 0.3)).toBe(0)
    expect(shift(0.3, 0, 0.3)).toBe(0)
    expect(shift(0.2, 0, 0.3)).toBeCloseTo(logitOf(0.2) - logitOf(0.3))
    expect(shift(0.9, 0, 0.3)).toBeCloseTo(-logitOf(0.3))
    for (const prevalence of [null, 0.2, 0.9]) expect(shift(prevalence, 100, 0.3)).toBeCloseTo(-logitOf(0.3))
    expect(prevalenceShift({ domain: 'work', prevalence: 0.2 }, EVEN, 0)).toBe(0)
    expect(prevalenceShift({ domain: 'work', prevalence: 0.2 }, 0.3, 0)).toBe(0)
    expect(prevalenceShift({ domain: 'work', prevalence: 0.4 }, 0.3, 0)).toBeCloseTo(
      logitOf(0.4) - logitOf(0.3),
    )
  })
})

describe('a user who gets little spam', () => {
  const letter = (i: number) =>
    Buffer.from(
      `From: a${i}@x.example\nSubject: ${i % 10 ? 'minutes' : 'lottery'} ${i}\n\n${i % 10 ? 'the meeting of' : 'claim your prize of'} week ${i}`,
    )
  const makeFilter = async () => {
    const store = await createSqliteStore(':memory:')
    const rest = { threshold: 0.5, maxMarks: 2000, keep: 'headers' as const, refit: false }
    return createFilter({ encoder: hashEncoder, base: smallBase(hashEncoder), store, ...rest })
  }

  it('should be judged accordingly as soon as enough mail came, and less so with each mark', async () => {
    const filter = await makeFilter()
    const before = await filter.score('ben', letter(0))
    for (let i = 1; i < 200; i++) await filter.score('ben', letter(i))
    await filter.inboxes.look('ben')
    const { prevalence } = await filter.statistics('ben')
    expect(prevalence).toBeLessThan(0.45)
    const shift = logitOf(prevalence as number)
    const base = async () => (await filter.explain('ben', before.id)).parts.base
    expect(await base()).toBeCloseTo(before.parts.base + shift, 9)
    for (const [i, label] of [
      [3, 'spam'],
      [20, 'ham'],
    ] as const) {
      const { id } = await filter.markMail('ben', letter(i), label)
      expect((await filter.explain('ben', id)).verdict).toBe(label)
    }
    expect(await base()).toBeCloseTo(before.parts.base + 0.98 * shift, 9)
    const { reasons, logit } = await filter.explain('ben', before.id)
    expect(reasons.reduce((sum, reason) => sum + reason.logit, 0)).toBeCloseTo(logit, 6)
  })

  it('should be of no domain where the base does not know the one that the user was of', async () => {
    const store = await createSqliteStore(':memory:')
    const parts = { encoder: hashEncoder, base: smallBase(hashEncoder), store, refit: false }
    const filter = await createFilter({ ...parts, threshold: 0.5, maxMarks: 2000, keep: 'headers' })
    for (const user of ['ann', 'ben']) await filter.score(user, letter(0))
    await store.setInbox('ann', { domain: 'of another base', prevalence: 0.1 })
    await store.setInbox('ben', { domain: null, prevalence: 0.1 })
    expect((await filter.score('ann', letter(1))).logit).toBe((await filter.score('ben', letter(1))).logit)
    expect((await filter.statistics('ann')).domain).toBeNull()
    // The base that knows it may come back.
    expect((await filter.exportUser('ann')).domain).toBe('of another base')
  })

  it('should be judged alike by the server that the model moved to', async () => {
    const [one, two] = [await makeFilter(), await makeFilter()]
    for (let i = 0; i < 60; i++) await one.score('ben', letter(i))
    await one.inboxes.look('ben')
    for (let i = 0; i < 4; i++) await one.markMail('ben', letter(i), i % 2 ? 'spam' : 'ham')
    await two.importUser('ben', JSON.parse(JSON.stringify(await one.exportUser('ben'))))
    const of = async (filter: Filter) => (await filter.score('ben', letter(1000))).logit
    expect(await of(two)).toBe(await of(one))
  })
})
