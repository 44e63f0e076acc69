import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logit, type Precision } from '../src/heads/head.js'
import { bestAlpha, lossOf, pull } from '../src/heads/loss.js'
import { type Example, headFromAlphas, solve } from '../src/heads/solver.js'
import {
  diagonalOf,
  gradient,
  newton,
  objective,
  type Problem,
  problemOf,
  vectorOf,
  weightsOf,
} from './heads/reference.js'
import { anyExample, anyPrecision, FLAT, sampleOf, TINY } from './heads/samples.js'

const EXACT = { layout: TINY, tolerance: 1e-11, maxSweeps: 100_000 }
const examples = fc.array(anyExample(TINY), { maxLength: 12 })

describe('loss', () => {
  const anyLoss = fc.record({
    weight: fc.constantFrom(1e-6, 1, 50, 1e6),
    target: fc.constantFrom(-Infinity, -1, 0.5, 3),
    insistence: fc.constantFrom(0, 2, 1000),
  })
  const margin = fc.double({ min: -40, max: 40, noNaN: true })

  it('should have the pull as its downward slope (finite differences)', () => {
    fc.assert(
      fc.property(anyLoss, fc.double({ min: -6, max: 6, noNaN: true }), (loss, z) => {
        const h = 1e-5
        fc.pre(Math.abs(z - loss.target) > 2 * h)
        const slope = (lossOf(z + h, loss) - lossOf(z - h, loss)) / (2 * h)
        expect(Math.abs(slope + pull(z, loss))).toBeLessThan(1e-5 * (loss.weight + loss.insistence + 1))
      }),
    )
  })

  it('should give the α at which a coordinate is at rest, from whatever guess', () => {
    fc.assert(
      fc.property(anyLoss, margin, margin, fc.constantFrom(0.01, 1, 30, 1e4), (loss, z0, guess, k) => {
        const alpha = bestAlpha(z0, k, loss, guess)
        const z = z0 + k * alpha
        const slack = 1e-9 * (1 + Math.abs(z0) + k * alpha)
        // α must lie between the pulls just right and just left of its margin; at the hinge's corner they differ by M.
        const relative = 1e-9 * (1 + loss.weight + loss.insistence)
        expect(alpha).toBeGreaterThanOrEqual(pull(z + slack, loss) - relative)
        expect(alpha).toBeLessThanOrEqual(pull(z - slack, loss) + relative)
      }),
      { numRuns: 500 },
    )
  })
})

describe('solver', () => {
  it('should be at rest at its solution: the analytic gradient, checked by finite differences, is zero', () => {
    fc.assert(
      fc.property(examples, anyPrecision, (set, precision) => {
        const problem = problemOf(set, precision, TINY)
        const w = weightsOf(solve(set, precision, EXACT).head, TINY)
        const analytic = gradient(problem, w)
        for (let k = 0; k < w.length; k++) {
          const at = (h: number): number => objective(problem, w.with(k, w[k] + h))
          const h = 1e-5
          expect((at(h) - at(-h)) / (2 * h)).toBeCloseTo(analytic[k], 5)
          expect(Math.abs(analytic[k])).toBeLessThan(1e-7)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('should agree with an independent Newton solver', () => {
    fc.assert(
      fc.property(fc.array(anyExample(TINY, 3), { maxLength: 12 }), anyPrecision, (set, precision) => {
        const expected = newton(problemOf(set, precision, TINY))
        const actual = weightsOf(solve(set, precision, EXACT).head, TINY)
        actual.forEach((weight, k) => {
          expect(weight).toBeCloseTo(expected[k], 6)
        })
      }),
      { numRuns: 60 },
    )
  })

  it('should agree with it on shared and own heads solved at once', () => {
    const grouped = fc.array(
      fc.tuple(anyExample(TINY), fc.nat({ max: 2 })).map(([example, group]) => ({ ...example, group })),
      { maxLength: 10 },
    )
    fc.assert(
      fc.property(grouped, anyPrecision, anyPrecision, (set, precision, ownPrecision) => {
        const { head, alphas } = solve(set, precision, { ...EXACT, ownPrecision })
        const expected = newton(stacked(set, precision, ownPrecision))
        const size = weightsOf(head, TINY).length
        const own = (group: number): number[] => {
          const members = set.map((_, i) => i).filter((i) => set[i].group === group)
          const ownAlphas = members.map((i) => alphas[i])
          return weightsOf(
            headFromAlphas(
              members.map((i) => set[i]),
              ownAlphas,
              ownPrecision,
              TINY,
            ),
            TINY,
          )
        }
        const actual = [...weightsOf(head, TINY), ...own(0), ...own(1), ...own(2)]
        expect(actual.length).toBe(4 * size)
        actual.forEach((weight, k) => {
          expect(weight).toBeCloseTo(expected[k], 6)
        })
      }),
      { numRuns: 40 },
    )
  })

  it('should close the duality gap', () => {
    fc.assert(
      fc.property(examples, anyPrecision, (set, precision) => {
        const { alphas, head } = solve(set, precision, EXACT)
        const w = weightsOf(head, TINY)
        const diagonal = diagonalOf(precision, TINY)
        const norm = w.reduce((sum, v, k) => sum + diagonal[k] * v * v, 0)
        const entropy = (a: number): number => (a > 0 ? a * Math.log(a) : 0)
        const dual = set.reduce(
          (sum, { y, offset }, i) =>
            sum - entropy(alphas[i]) - entropy(1 - alphas[i]) - alphas[i] * y * offset,
          -norm / 2,
        )
        expect(objective(problemOf(set, precision, TINY), w)).toBeCloseTo(dual, 7)
      }),
      { numRuns: 60 },
    )
  })

  it('should stay finite and no worse than no head at all, for huge weights, contradictions and a single class', () => {
    const harsh = fc.tuple(anyExample(TINY), fc.constantFrom(1e-6, 1, 1e3, 1e6), fc.boolean())
    fc.assert(
      fc.property(fc.array(harsh, { minLength: 1, maxLength: 8 }), anyPrecision, (drawn, precision) => {
        const set = drawn.flatMap(([example, weight, contradicted]): Example[] => {
          const one = { ...example, weight, offset: example.offset > 0 ? 12 : -12 }
          return contradicted ? [one, { ...one, y: one.y > 0 ? -1 : 1 }, one] : [one]
        })
        const problem = problemOf(set, precision, TINY)
        const w = weightsOf(solve(set, precision, { layout: TINY }).head, TINY)
        expect(w.every(Number.isFinite)).toBe(true)
        const none = objective(
          problem,
          w.map(() => 0),
        )
        expect(objective(problem, w)).toBeLessThanOrEqual(none * (1 + 1e-9) + 1e-9)
      }),
    )
  })

  it('should give the same bits each time, and the head of its alphas', () => {
    fc.assert(
      fc.property(examples, anyPrecision, (set, precision) => {
        const once = solve(set, precision, { layout: TINY })
        expect(solve(set, precision, { layout: TINY })).toEqual(once)
        expect(headFromAlphas(set, once.alphas, precision, TINY)).toEqual(once.head)
      }),
    )
  })

  it('should hold a block of infinite precision at zero', () => {
    const set = fc.sample(anyExample(TINY), { numRuns: 20, seed: 2 })
    const words: Precision = { ...FLAT, embedding: Infinity, bias: Infinity }
    const { head } = solve(set, words, { layout: TINY })
    expect([...head.dense, head.bias]).toEqual([0, 0, 0, 0])
    expect(head.weights.length).toBeGreaterThan(0)
  })

  it('should stop at its bound when it has not converged', () => {
    const set = fc.sample(anyExample(TINY), { numRuns: 40, seed: 3 })
    const { sweeps, converged } = solve(set, FLAT, { ...EXACT, maxSweeps: 3 })
    expect(converged).toBe(false)
    expect(sweeps).toBeGreaterThanOrEqual(3)
    expect(sweeps).toBeLessThan(4)
    expect(solve([], FLAT, { layout: TINY })).toMatchObject({ sweeps: 0, converged: true })
  })

  it('should refuse numbers that would poison a head', () => {
    const x = sampleOf(TINY, [1, 0, 0], [1])
    const good: Example = { x, y: 1, weight: 1, offset: 0 }
    const bad: Example[] = [
      { ...good, offset: NaN },
      { ...good, weight: -1 },
      { ...good, weight: Infinity },
      { ...good, x: { ...x, values: Float32Array.of(NaN) } },
    ]
    for (const example of bad)
      expect(() => solve([good, example], FLAT, { layout: TINY })).toThrow('Example 1')
    const elsewhere = { ...good, x: sampleOf({ ...TINY, shape: 99 }, [1, 0, 0], [50]) }
    expect(() => solve([elsewhere], FLAT, { layout: TINY })).toThrow('Sample 0 does not fit')
    expect(() => solve([{ ...good, x: sampleOf(TINY, [1], []) }], FLAT, { layout: TINY })).toThrow(
      'Sample 0 does not fit',
    )
  })

  it('should move only what the features reach', () => {
    const marked = sampleOf(TINY, [0, 0, 0], [1, 7])
    const { head } = solve(
      [{ x: marked, y: 1, weight: 1, offset: -2 }],
      { ...FLAT, bias: 1e9 },
      { layout: TINY },
    )
    expect([...(head.ids ?? [])]).toEqual([1, 7])
    expect(logit(head, sampleOf(TINY, [0, 0, 0], [2, 8]))).toBeCloseTo(0, 6)
    expect(logit(head, marked)).toBeGreaterThan(0.5)
  })
})

/** The multi-task problem as one: x of group u becomes (x, 0 … x … 0). */
function stacked(set: (Example & { group: number })[], shared: Precision, own: Precision): Problem {
  const rows = set.map(({ x, y, weight, offset, group }) => {
    const v = vectorOf(x, TINY)
    const copies = [0, 1, 2].flatMap((g) => (g === group ? v : v.map(() => 0)))
    return { x: [...v, ...copies], y, weight, offset }
  })
  const ownDiagonal = diagonalOf(own, TINY)
  return { rows, diagonal: [...diagonalOf(shared, TINY), ...ownDiagonal, ...ownDiagonal, ...ownDiagonal] }
}
