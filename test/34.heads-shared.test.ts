import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logit, type Precision, zeroHead } from '../src/heads/head.js'
import { encodeHead } from '../src/heads/head-codec.js'
import {
  judgeRefit,
  type RefitOptions,
  refitShared,
  type SharedMark,
  userWeight,
} from '../src/heads/shared.js'
import { anyExample, anySample, FLAT, sampleOf, TINY } from './heads/samples.js'

const PRECISION: Precision = { embedding: 2, words: 1, identity: 1, shape: 3, route: 4, bias: 5 }
const OPTIONS = {
  current: null,
  layout: TINY,
  precision: PRECISION,
  adapterPrecision: FLAT,
  cap: 5,
  heldOut: 0,
}

/** Where every block of a mail is of at most unit length: cap · Σ_blocks 1/λ_b. */
function influenceBound(cap: number): number {
  return cap * Object.values(PRECISION).reduce((total, lambda) => total + 1 / lambda, 0)
}

const anyUser: fc.Arbitrary<SharedMark[]> = fc.array(
  fc
    .tuple(anyExample(TINY), fc.double({ min: 0, max: 0.999, noNaN: true }))
    .map(([example, key]) => ({ ...example, key })),
  { maxLength: 8 },
)
const anyUsers = fc.array(anyUser, { maxLength: 4 })

/** A user's marks on mail with the feature `word`: `count` of them, every fifth held out. */
function marksOn(word: number, y: 1 | -1, count: number): SharedMark[] {
  const x = sampleOf(TINY, [0, 0, 0], [word])
  return Array.from({ length: count }, (_, i) => ({ x, y, weight: 1, offset: 0, key: (i % 5) / 5 }))
}

function refit(users: SharedMark[][], options: Partial<RefitOptions> = {}) {
  return refitShared({ ...OPTIONS, users, ...options })
}

describe('shared head', () => {
  it('should be exactly zero without marks', () => {
    expect(refit([]).head).toEqual(zeroHead(TINY.dimension))
    expect(refit([[], []]).head).toEqual(zeroHead(TINY.dimension))
  })

  it('should be the same to the last bit for the same marks', () => {
    fc.assert(
      fc.property(anyUsers, (users) => {
        expect(encodeHead(refit(users).head)).toEqual(encodeHead(refit(users).head))
      }),
      { numRuns: 30 },
    )
  })

  it('should learn what users agree on more than what one of them wants', () => {
    const users = [1, 2, 3, 4].map((u) => [...marksOn(0, 1, 10), ...(u === 1 ? marksOn(1, 1, 10) : [])])
    const { head } = refit(users, { cap: 50 })
    const common = logit(head, sampleOf(TINY, [0, 0, 0], [0])) - head.bias
    const single = logit(head, sampleOf(TINY, [0, 0, 0], [1])) - head.bias
    expect(common).toBeGreaterThan(2 * single)
    expect(common).toBeGreaterThan(0.5)
  })
})

describe('influence', () => {
  it('should weigh a user’s marks so that together they count for at most the cap', () => {
    expect(userWeight([{ weight: 1 }, { weight: 2 }], 5)).toBe(1)
    expect(userWeight(marksOn(0, 1, 100), 5)).toBe(0.05)
    expect(userWeight([], 5)).toBe(1)
  })

  it('should move the shared logit of no mail further than the bound, whoever comes or goes', () => {
    const loud = fc
      .tuple(anyUser, fc.constantFrom(1, 10, 1000))
      .map(([marks, weight]) => marks.map((m) => ({ ...m, weight })))
    fc.assert(
      fc.property(anyUsers, loud, fc.constantFrom(0.1, 1, 5), anySample(TINY), (others, one, cap, x) => {
        const without = logit(refit(others, { cap }).head, x)
        const moved = Math.abs(logit(refit([...others, one], { cap }).head, x) - without)
        expect(moved).toBeLessThanOrEqual(influenceBound(cap) + 0.05)
      }),
    )
  })

  it('should hold a user of many marks to the bound, where without a cap they would pass it', () => {
    const bound = influenceBound(0.5)
    const x = sampleOf(TINY, [0, 0, 0], [0])
    expect(Math.abs(logit(refit([marksOn(0, 1, 2000)], { cap: 0.5 }).head, x))).toBeLessThan(bound)
    expect(Math.abs(logit(refit([marksOn(0, 1, 2000)], { cap: Infinity }).head, x))).toBeGreaterThan(bound)
  })
})

describe('gate', () => {
  const honest = [1, 2, 3].map(() => [...marksOn(0, 1, 20), ...marksOn(1, -1, 20)])
  const poison = [...marksOn(0, -1, 400), ...marksOn(1, 1, 400)]

  it('should publish a refit that the held-out marks confirm, and say by how much', () => {
    const { gate } = refit(honest, { cap: 100, heldOut: 0.2 })
    expect(gate).toMatchObject({ heldOut: 24, published: true })
    expect(gate.before).toBeCloseTo(Math.LN2, 12)
    expect(gate.after).toBeLessThan(0.5)
  })

  it('should refuse a refit that one loud user has bent, even though that user gains by it', () => {
    const stiff = { ...FLAT, words: 100 }
    const { head, gate } = refit([...honest, poison], { cap: 1000, heldOut: 0.2, adapterPrecision: stiff })
    expect(logit(head, sampleOf(TINY, [0, 0, 0], [0]))).toBeLessThan(0)
    expect(gate.published).toBe(false)
  })

  it('should publish all the same when the cap has kept that user small', () => {
    const { head, gate } = refit([...honest, poison], { cap: 10, heldOut: 0.2 })
    expect(logit(head, sampleOf(TINY, [0, 0, 0], [0]))).toBeGreaterThan(0)
    expect(gate.published).toBe(true)
  })

  it('should compare with the head in force, and publish one that is no worse', () => {
    const first = refit(honest, { cap: 100, heldOut: 0.2 })
    expect(refit(honest, { cap: 100, heldOut: 0.2, current: first.head }).gate).toMatchObject({
      before: first.gate.after,
      after: first.gate.after,
      published: true,
    })
    const weaker = refit(honest, { cap: 1, heldOut: 0.2, current: first.head })
    expect(weaker.gate.published).toBe(false)
  })

  it('should count each user once, however many marks they hold out', () => {
    const spam = { ...zeroHead(TINY.dimension), bias: 1 }
    const gate = judgeRefit([marksOn(0, 1, 100), marksOn(0, -1, 1), marksOn(0, -1, 1)], null, spam)
    expect(gate.after).toBeCloseTo((Math.log1p(Math.exp(-1)) + 2 * Math.log1p(Math.E)) / 3, 12)
    expect(gate.published).toBe(false)
  })

  it('should not learn from held-out marks', () => {
    const { head } = refit([marksOn(0, 1, 20)], { heldOut: 1 })
    expect(head).toEqual(zeroHead(TINY.dimension))
  })

  it('should not let one user alone vote on what that user taught', () => {
    const spam = { ...zeroHead(TINY.dimension), bias: 1 }
    expect(judgeRefit([marksOn(0, 1, 100)], null, spam)).toMatchObject({ heldOut: 100, published: false })
    expect(judgeRefit([marksOn(0, 1, 100), marksOn(0, 1, 1)], null, spam).published).toBe(true)
  })

  it('should publish nothing when no mark is held out', () => {
    expect(refit(honest, { heldOut: 0 }).gate).toMatchObject({ heldOut: 0, published: false })
  })
})
