import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logisticAverage, logLoss, measure, type Outcome, rocArea, wilson } from '../src/bench/metrics.js'

const outcome = fc.record<Outcome>({
  label: fc.constantFrom('spam', 'ham'),
  // Few distinct values, so that ties are common.
  logit: fc.integer({ min: -4, max: 4 }).map((value) => value / 2),
  spam: fc.boolean(),
})
const outcomes = fc.array(outcome, { maxLength: 60 })
const both = outcomes.filter((all) => new Set(all.map(({ label }) => label)).size === 2)

const judged = (label: Outcome['label'], logit: number): Outcome => ({ label, logit, spam: logit > 0 })

describe('measure', () => {
  it('should count lost ham and missed spam', () => {
    const measures = measure([
      judged('ham', -2),
      judged('ham', 1),
      judged('ham', -1),
      judged('ham', -3),
      judged('spam', 3),
      judged('spam', -1),
    ])
    expect(measures).toMatchObject({ ham: 4, spam: 2, hamLost: 1, spamMissed: 1 })
    expect(measures.hm?.percent).toBe(25)
    expect(measures.sm?.percent).toBe(50)
  })

  it('should say nothing where there is nothing to say', () => {
    expect(measure([])).toEqual({
      ham: 0,
      spam: 0,
      hamLost: 0,
      spamMissed: 0,
      hm: null,
      sm: null,
      lam: null,
      roca: null,
      logLoss: null,
    })
    expect(measure([judged('ham', -1)])).toMatchObject({ sm: null, lam: null, roca: null })
  })

  it('should agree with counting one message at a time', () => {
    fc.assert(
      fc.property(both, (all) => {
        const measures = measure(all)
        const ham = all.filter(({ label }) => label === 'ham')
        const spam = all.filter(({ label }) => label === 'spam')
        const lost = ham.filter((one) => one.spam).length
        const missed = spam.filter((one) => !one.spam).length
        expect(measures.hm?.percent).toBeCloseTo((100 * lost) / ham.length, 10)
        expect(measures.sm?.percent).toBeCloseTo((100 * missed) / spam.length, 10)
      }),
    )
  })
})

describe('lam%', () => {
  it('should be the logistic average: odds of 1/99 and 1/9 meet at the geometric mean of the odds', () => {
    const odds = Math.sqrt((1 / 99) * (1 / 9))
    expect(logisticAverage(1, 100, 10, 100)).toBeCloseTo((100 * odds) / (1 + odds), 12)
  })

  it('should equal both rates where they are equal', () => {
    expect(logisticAverage(3, 100, 6, 200)).toBeCloseTo(3, 12)
  })

  it('should take a count of zero as half a message, and all but none likewise', () => {
    expect(logisticAverage(0, 100, 0, 100)).toBeCloseTo(0.5, 12)
    expect(logisticAverage(100, 100, 100, 100)).toBeCloseTo(99.5, 12)
    // All called ham: neither perfect nor undefined.
    expect(logisticAverage(0, 100, 100, 100)).toBeCloseTo(50, 12)
  })

  it('should lie between the smoothed rates and be the same with the classes swapped', () => {
    const counts = fc
      .integer({ min: 1, max: 500 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
    fc.assert(
      fc.property(counts, counts, ([k, n], [l, m]) => {
        const lam = logisticAverage(k, n, l, m) as number
        const rates = [
          100 * (Math.min(Math.max(k, 0.5), n - 0.5) / n),
          100 * (Math.min(Math.max(l, 0.5), m - 0.5) / m),
        ]
        expect(lam).toBeGreaterThanOrEqual(Math.min(...rates) - 1e-9)
        expect(lam).toBeLessThanOrEqual(Math.max(...rates) + 1e-9)
        expect(logisticAverage(l, m, k, n)).toBeCloseTo(lam, 9)
      }),
    )
  })
})

describe('(1-ROCA)%', () => {
  it('should be the share of ham-spam pairs in the wrong order, ties one half', () => {
    // Pairs (ham, spam): (0,1) right, (0,-1) wrong, (1,1) tie, (1,-1) wrong: 2.5 of 4.
    const all = [judged('ham', 0), judged('ham', 1), judged('spam', 1), judged('spam', -1)]
    expect(rocArea(all)).toBeCloseTo(62.5, 12)
  })

  it('should be 0 for a perfect order, 100 for its reverse, 50 for one score', () => {
    expect(rocArea([judged('ham', -1), judged('spam', 1)])).toBe(0)
    expect(rocArea([judged('ham', 1), judged('spam', -1)])).toBe(100)
    expect(rocArea([judged('ham', 1), judged('spam', 1), judged('spam', 1)])).toBe(50)
  })

  it('should agree with comparing every pair', () => {
    fc.assert(
      fc.property(both, (all) => {
        let wrong = 0
        let pairs = 0
        for (const ham of all.filter(({ label }) => label === 'ham')) {
          for (const spam of all.filter(({ label }) => label === 'spam')) {
            wrong += ham.logit > spam.logit ? 1 : ham.logit === spam.logit ? 0.5 : 0
            pairs += 1
          }
        }
        expect(rocArea(all)).toBeCloseTo((100 * wrong) / pairs, 9)
      }),
    )
  })

  it('should depend on the order of the scores alone, and leave its input alone', () => {
    fc.assert(
      fc.property(both, (all) => {
        const before = structuredClone(all)
        const stretched = all.map((one) => ({ ...one, logit: one.logit ** 3 + 7 }))
        expect(rocArea(stretched)).toBeCloseTo(rocArea(all) as number, 9)
        expect(all).toEqual(before)
      }),
    )
  })
})

describe('log-loss', () => {
  it('should be ln 2 for an undecided filter and -ln p in general', () => {
    expect(logLoss([judged('ham', 0), judged('spam', 0)])).toBeCloseTo(Math.LN2, 12)
    expect(logLoss([judged('spam', Math.log(9))])).toBeCloseTo(-Math.log(0.9), 12)
    expect(logLoss([judged('ham', Math.log(9))])).toBeCloseTo(-Math.log(0.1), 12)
  })

  it('should stay finite where a probability would round to 0 or 1', () => {
    expect(logLoss([judged('ham', 800)])).toBeCloseTo(800, 9)
    expect(logLoss([judged('spam', 800)])).toBe(0)
  })

  it('should agree with the logarithm of the probability', () => {
    fc.assert(
      fc.property(outcomes, (all) => {
        const losses = all.map(({ label, logit }) => {
          const probability = 1 / (1 + Math.exp(-logit))
          return -Math.log(label === 'spam' ? probability : 1 - probability)
        })
        const naive = all.length === 0 ? null : losses.reduce((sum, loss) => sum + loss, 0) / all.length
        if (naive === null) expect(logLoss(all)).toBeNull()
        else expect(logLoss(all)).toBeCloseTo(naive, 9)
      }),
    )
  })
})

describe('the Wilson interval', () => {
  it('should give the textbook values', () => {
    // R: prop.test(10, 100, correct = FALSE), prop.test(0, 20, correct = FALSE)
    const ten = wilson(10, 100)
    expect(ten?.low).toBeCloseTo(5.522914, 5)
    expect(ten?.high).toBeCloseTo(17.436566, 5)
    const none = wilson(0, 20)
    expect(none?.low).toBe(0)
    expect(none?.high).toBeCloseTo(16.112516, 5)
  })

  it('should hold exactly the shares that a score test does not reject', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.nat(300),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (n, k, share) => {
          const hit = Math.min(k, n)
          const interval = wilson(hit, n)
          const z = Math.abs(hit / n - share) / Math.sqrt((share * (1 - share)) / n)
          fc.pre(Math.abs(z - 1.959963984540054) > 1e-6)
          const inside = interval !== null && 100 * share >= interval.low && 100 * share <= interval.high
          expect(inside).toBe(z < 1.959963984540054)
        },
      ),
    )
  })

  it('should be the mirror image for the complement, inside [0, 100]', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(300), (n, k) => {
        const hit = Math.min(k, n)
        const one = wilson(hit, n)
        const other = wilson(n - hit, n)
        expect(one?.low).toBeCloseTo(100 - (other?.high ?? Number.NaN), 9)
        expect(one?.low).toBeGreaterThanOrEqual(0)
        expect(one?.low).toBeLessThanOrEqual(one?.percent ?? Number.NaN)
        expect(one?.high).toBeGreaterThanOrEqual(one?.percent ?? Number.NaN)
      }),
    )
  })
})
