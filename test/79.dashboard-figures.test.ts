import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curveOf } from '../src/dashboard/curve.js'
import { outcomesOf } from '../src/dashboard/prequential.js'
import { liftOf, trendOf } from '../src/dashboard/ranking.js'
import { reliabilityOf } from '../src/dashboard/reliability.js'
import { rocOf } from '../src/dashboard/roc.js'
import { difference, pairedDifference, type Share, wilson } from '../src/interval.js'
import { aJudgement, aMark } from './store/samples.js'

/** Marks in time: label, and what the base alone said in log-odds; the own model said the opposite. */
function marks(entries: (readonly [label: 'spam' | 'ham', base: number])[]) {
  return outcomesOf(
    entries.map(([label, base], i) => {
      const verdict = base < 0 ? 'spam' : 'ham'
      const probability = 1 / (1 + Math.exp(base))
      const judged = {
        base,
        shared: 0,
        adapter: -2 * base,
        logit: -base,
        probability,
        verdict,
        threshold: 0.5,
      } as const
      return aMark('ann', `${i}`, label, { markedAt: i, before: aJudgement(judged) })
    }),
  )
}

const share = (k: number, n: number) => wilson(k, n) as Share

describe('difference(a, b)', () => {
  // The examples of Newcombe's paper, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 20, 0.6791, 1],
  ])('should give for %i of %i and %i of %i what Newcombe gives', (k, n, l, m, low, high) => {
    const found = difference(share(k, n), share(l, m))
    expect(found.points).toBeCloseTo(100 * (k / n - l / m), 10)
    expect(found.low).toBeCloseTo(100 * low, 1)
    expect(found.high).toBeCloseTo(100 * high, 1)
  })
})

describe('pairedDifference(onlyA, onlyB, both, n)', () => {
  const table = fc.record({ a: fc.nat(50), b: fc.nat(50), both: fc.nat(50), neither: fc.nat(50) })

  it('should hold the difference, stay within what is possible, and turn round with the samples', () => {
    fc.assert(
      fc.property(table, ({ a, b, both, neither }) => {
        const n = a + b + both + neither
        const found = pairedDifference(a, b, both, n)
        if (n === 0) {
          expect(found).toBeNull()
          return
        }
        const { points, low, high } = found as NonNullable<typeof found>
        expect(points).toBeCloseTo((100 * (a - b)) / n, 9)
        expect(low).toBeLessThanOrEqual(points + 1e-9)
        expect(high).toBeGreaterThanOrEqual(points - 1e-9)
        expect([low >= -100 - 1e-9, high <= 100 + 1e-9]).toEqual([true, true])
        const turned = pairedDifference(b, a, both, n)
        expect(turned?.low).toBeCloseTo(-high, 9)
        expect(turned?.high).toBeCloseTo(-low, 9)
      }),
    )
  })

  it('should be narrower where both samples err on the same mail', () => {
    const apart = difference(share(20, 100), share(12, 100))
    const together = pairedDifference(10, 2, 10, 100)
    expect(together?.points).toBeCloseTo(apart.points, 9)
    expect(together?.low).toBeGreaterThan(apart.low)
    expect(together?.high).toBeLessThan(apart.high)
  })

  it('should cover the truth about as often as it says', () => {
    // A fixed sequence (Lehmer's) instead of chance: the same figures on every machine.
    let state = 1
    const random = () => {
      state = (state * 48271) % 2147483647
      return state / 2147483647
    }
    let covered = 0
    for (let run = 0; run < 2000; run++) {
      const counts = [0, 0, 0, 0]
      for (let i = 0; i < 60; i++) {
        const drawn = random()
        counts[drawn < 0.15 ? 0 : drawn < 0.2 ? 1 : drawn < 0.35 ? 2 : 3]++
      }
      const { low, high } = pairedDifference(counts[0], counts[1], counts[2], 60) ?? { low: 0, high: 0 }
      if (low <= 10 && 10 <= high) covered++
    }
    expect(covered / 2000).toBeGreaterThan(0.93)
    expect(covered / 2000).toBeLessThan(0.98)
  })
})

describe('the figures of a user', () => {
  it('should count a lift as what fewer heads had wrong and all three had right, less the contrary', () => {
    const lift = liftOf({ hamLost: 3, spamMissed: 9 }, { mended: 10, broken: 2 }, 40)
    expect(lift).toMatchObject({ points: 20, mended: 10, broken: 2 })
    expect(lift?.low).toBeGreaterThan(0)
    expect(liftOf({ hamLost: 0, spamMissed: 0 }, { mended: 0, broken: 0 }, 0)).toBeNull()
  })

  it('should see a trend in the newest marks and as many before, from ten marks on', () => {
    expect(trendOf(Array(9).fill(true))).toBeNull()
    const worse = trendOf([...Array(20).fill(true), ...Array(20).fill(false)])
    expect(worse).toMatchObject({
      recent: { percent: 100 },
      earlier: { percent: 0 },
      change: { points: 100 },
    })
    expect(trendOf([...Array(5).fill(false), ...Array(6).fill(true)])).toMatchObject({
      recent: { percent: 0 },
      earlier: { percent: 100 },
    })
  })
})

describe('the figures of a comparison', () => {
  it('should count errors along the marks, whatever the order in which they are stored', () => {
    const outcomes = marks([
      ['spam', 1],
      ['spam', -1],
      ['ham', 1],
      ['ham', -1],
    ])
    const stored = [...outcomes].reverse()
    expect(stored).not.toEqual(outcomes)
    expect(curveOf(outcomes).map(({ marks, base, own }) => [marks, base, own])).toEqual([
      [1, 0, 1],
      [2, 1, 1],
      [3, 2, 1],
      [4, 2, 2],
    ])
    expect(curveOf([])).toEqual([])
    const long = curveOf(marks(Array(500).fill(['spam', -1])))
    expect(long).toHaveLength(60)
    expect(long.at(-1)).toMatchObject({
      marks: 500,
      base: 500,
      own: 0,
      window: { marks: 25, base: 25, shared: 25, own: 0 },
    })
  })

  it('should give the area as the chance that a spam lies above a ham, ties for one half', () => {
    const label = fc.constantFrom<'spam' | 'ham'>('spam', 'ham')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(label, fc.integer({ min: -3, max: 3 })), { maxLength: 40 }),
        (entries) => {
          const { auc, points, at } = rocOf(marks(entries), 'base')
          const of = (wanted: string) =>
            entries.filter(([label]) => label === wanted).map(([, logit]) => logit)
          const pairs = of('spam').flatMap((spam) =>
            of('ham').map((ham) => (spam > ham ? 1 : spam < ham ? 0 : 0.5)),
          )
          if (pairs.length === 0) {
            expect({ auc, points, at }).toEqual({ auc: null, points: [], at: null })
            return
          }
          expect(auc).toBeCloseTo(pairs.reduce((sum: number, pair) => sum + pair, 0) / pairs.length, 9)
          expect([points[0], points.at(-1)]).toEqual([
            { hamLost: 0, spamCaught: 0 },
            { hamLost: 100, spamCaught: 100 },
          ])
          const caught = of('spam').filter((logit) => logit >= 0).length / of('spam').length
          expect(at?.spamCaught).toBeCloseTo(100 * caught, 9)
        },
      ),
    )
  })

  it('should keep a curve of many marks short, and its ends', () => {
    const entries = Array.from({ length: 2000 }, (_, i) => [i % 3 ? 'spam' : 'ham', Math.sin(i * i)] as const)
    const { points } = rocOf(marks(entries), 'base')
    expect(points.length).toBeLessThanOrEqual(100)
    expect(points.at(-1)).toEqual({ hamLost: 100, spamCaught: 100 })
  })

  it('should tell told probabilities and labels apart, bin by bin', () => {
    const outcomes = marks([
      ['spam', 0],
      ['ham', 0],
      ['ham', 20],
      ['spam', -20],
      ['spam', -20],
    ])
    const bins = reliabilityOf(outcomes, 'base').map(({ from, to, marks, spam }) => [
      from,
      to,
      marks,
      spam.percent,
    ])
    expect(bins).toEqual([
      [0, 0.1, 2, 100],
      [0.5, 0.6, 2, 50],
      [0.9, 1, 1, 0],
    ])
    expect(reliabilityOf(marks([['spam', 800]]), 'base')).toMatchObject([{ from: 0.9, probability: 1 }])
    expect(reliabilityOf([], 'own')).toEqual([])
  })
})
