/** The numbers of the heads: that solutions are optima, and each promise that the adapter and the shared head make. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adapterFromAlphas, type Mark, markContributions, solveAdapter } from '../src/heads/adapter.js'
import { logLoss, sigmoid, verdictOf } from '../src/heads/calibration.js'
import {
  BLOCKS,
  blockLogits,
  type Head,
  type Layout,
  logit,
  type Precision,
  type Sample,
  zeroHead,
} from '../src/heads/head.js'
import { decodeHead, encodeHead } from '../src/heads/head-codec.js'
import { influenceBound, judgeRefit, refitShared, type SharedMark } from '../src/heads/shared.js'
import { type Example, solve } from '../src/heads/solver.js'

const layout: Layout = { dimension: 4, words: 20, identity: 28, shape: 32 }
const precision: Precision = { embedding: 1, words: 0.5, identity: 2, shape: 1, bias: 3 }
const RUNS = { numRuns: 60 }

/** A sample whose blocks are of unit length, as features/vector.ts makes them. */
const sample: fc.Arbitrary<Sample> = fc
  .tuple(
    fc.array(fc.integer({ min: -127, max: 127 }), { minLength: 4, maxLength: 4 }),
    fc.uniqueArray(fc.nat(31), { minLength: 1, maxLength: 8 }),
  )
  .map(([dense, ids]) => {
    const length = Math.hypot(...dense) || 1
    const indices = Uint32Array.from(ids).sort()
    const block = (id: number) => (id < 20 ? 0 : id < 28 ? 1 : 2)
    const sizes = [0, 1, 2].map((b) => [...indices].filter((id) => block(id) === b).length)
    return {
      dense: Float32Array.from(dense, (value) => value / length),
      indices,
      values: Float32Array.from(indices, (id) => 1 / Math.sqrt(sizes[block(id)])),
    }
  })

const label = fc.constantFrom<1 | -1>(1, -1)
const example: fc.Arbitrary<Example> = fc.record({
  x: sample,
  y: label,
  weight: fc.double({ min: 0.1, max: 5, noNaN: true }),
  offset: fc.double({ min: -12, max: 12, noNaN: true }),
})
const marks: fc.Arbitrary<Mark[]> = fc
  .array(fc.record({ x: sample, y: label, offset: fc.double({ min: -12, max: 12, noNaN: true }) }), {
    maxLength: 12,
  })
  .map((all) => all.map((one, i) => ({ ...one, weight: 1, id: `m${String(i).padStart(3, '0')}` })))

const options = { layout, precision, prior: null, threshold: 0.5 }

/** x as one dense vector with its constant, and the diagonal of Λ in the same order. */
function spread(x: Sample): number[] {
  const sparse = new Array(layout.shape).fill(0)
  x.indices.forEach((id, k) => {
    sparse[id] = x.values[k]
  })
  return [...x.dense, ...sparse, 1]
}
const lambda = [
  ...new Array(4).fill(precision.embedding),
  ...Array.from({ length: 32 }, (_, id) => precision[id < 20 ? 'words' : id < 28 ? 'identity' : 'shape']),
  precision.bias,
]
function weightsOf(head: Head): number[] {
  const sparse = new Array(layout.shape).fill(0)
  head.weights.forEach((weight, k) => {
    sparse[head.ids === null ? k : head.ids[k]] = weight
  })
  return [...head.dense, ...sparse, head.bias]
}
const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0)

/** The primal objective of solver.ts. */
function objective(w: number[], examples: Example[]): number {
  const losses = examples.map(
    ({ x, y, weight, offset }) => weight * logLoss(y * (offset + dot(w, spread(x)))),
  )
  return (
    losses.reduce((sum, loss) => sum + loss, 0) +
    w.reduce((sum, value, i) => sum + (lambda[i] * value * value) / 2, 0)
  )
}

describe('the solver', () => {
  it('should end where the gradient of the objective is zero, by finite differences', () => {
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 12 }), (examples) => {
        const { head, converged } = solve(examples, precision, { layout, tolerance: 1e-9, maxSweeps: 5000 })
        expect(converged).toBe(true)
        const w = weightsOf(head)
        const step = 1e-5
        for (let i = 0; i < w.length; i++) {
          const at = (change: number) => objective(w.with(i, w[i] + change), examples)
          expect(Math.abs((at(step) - at(-step)) / (2 * step))).toBeLessThan(1e-4)
        }
      }),
      RUNS,
    )
  })

  it('should agree with plain gradient descent', () => {
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 6 }), (examples) => {
        const rows = examples.map(({ x }) => spread(x))
        let w = new Array(lambda.length).fill(0)
        const rate = 1 / (Math.max(...lambda) + examples.reduce((sum, { weight }) => sum + 4 * weight, 0))
        for (let turn = 0; turn < 4000; turn++) {
          const gradient = w.map((value, i) => lambda[i] * value)
          examples.forEach(({ y, weight, offset }, k) => {
            const pull = weight * sigmoid(-y * (offset + dot(w, rows[k]))) * y
            rows[k].forEach((value, i) => {
              gradient[i] -= pull * value
            })
          })
          w = w.map((value, i) => value - rate * gradient[i])
        }
        const found = weightsOf(solve(examples, precision, { layout, tolerance: 1e-9, maxSweeps: 5000 }).head)
        for (let i = 0; i < w.length; i++) expect(found[i]).toBeCloseTo(w[i], 4)
      }),
      { numRuns: 15 },
    )
  })
})

describe('the adapter', () => {
  it('should be exactly zero, or exactly the prior, without marks', () => {
    expect(solveAdapter([], options).head).toEqual(zeroHead(4))
    const prior = solveAdapter(fc.sample(marks, { seed: 3, numRuns: 1 })[0], options).head
    expect(weightsOf(solveAdapter([], { ...options, prior }).head)).toEqual(weightsOf(prior))
  })

  it('should turn a single mark to its verdict, however sure the base is, for every threshold', () => {
    fc.assert(
      fc.property(
        marks.filter((all) => all.length > 0),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        ([mark], threshold) => {
          const { head } = solveAdapter([mark], { ...options, threshold })
          const verdict = verdictOf(sigmoid(mark.offset + logit(head, mark.x)), threshold)
          expect(verdict).toBe(mark.y > 0 ? 'spam' : 'ham')
        },
      ),
      RUNS,
    )
  })

  it('should turn every mark where no two contradict each other', () => {
    const apart: fc.Arbitrary<Mark[]> = fc
      .array(fc.record({ y: label, offset: fc.double({ min: -6, max: 6, noNaN: true }) }), { maxLength: 20 })
      .map((all) =>
        all.map(({ y, offset }, i) => ({
          x: { dense: new Float32Array(4), indices: Uint32Array.of(i), values: Float32Array.of(1) },
          y,
          offset,
          weight: 1,
          id: `m${i}`,
        })),
      )
    fc.assert(
      fc.property(apart, (all) => {
        const { head } = solveAdapter(all, options)
        for (const { x, y, offset } of all) {
          expect(verdictOf(sigmoid(offset + logit(head, x)), 0.5)).toBe(y > 0 ? 'spam' : 'ham')
        }
      }),
      RUNS,
    )
  })

  it('should be bit-identical whatever the order, and rebuilt bit by bit from its alphas', () => {
    fc.assert(
      fc.property(marks, fc.infiniteStream(fc.nat()), (all, keys) => {
        const shuffled = all.map((mark) => ({ mark, key: keys.next().value })).sort((a, b) => a.key - b.key)
        const one = solveAdapter(all, options)
        const two = solveAdapter(
          shuffled.map(({ mark }) => mark),
          options,
        )
        expect(encodeHead(two.head)).toEqual(encodeHead(one.head))
        expect(encodeHead(adapterFromAlphas(all, one.alphas, options))).toEqual(encodeHead(one.head))
      }),
      RUNS,
    )
  })

  it('should stay finite for a base that is sure, marks that contradict each other, and one class', () => {
    fc.assert(
      fc.property(sample, fc.integer({ min: 2, max: 30 }), fc.boolean(), (x, count, oneClass) => {
        const all = Array.from({ length: count }, (_, i): Mark => {
          const y = oneClass || i % 2 === 0 ? 1 : -1
          return { id: `m${i}`, x, y, weight: 1, offset: y > 0 ? -12 : 12 }
        })
        const { head, alphas } = solveAdapter(all, options)
        for (const value of [...weightsOf(head), ...alphas]) expect(Number.isFinite(value)).toBe(true)
        expect(Math.abs(logit(head, x))).toBeLessThan(1000)
      }),
      RUNS,
    )
  })

  it('should be the sum of what its marks contribute', () => {
    fc.assert(
      fc.property(marks, sample, (all, x) => {
        const { head, alphas } = solveAdapter(all, options)
        const parts = markContributions(all, alphas, x, options)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(logit(head, x), 9)
        const blocks = blockLogits(head, x, layout)
        expect(BLOCKS.reduce((sum, block) => sum + blocks[block], 0)).toBeCloseTo(logit(head, x), 9)
      }),
      RUNS,
    )
  })
})

describe('the shared head', () => {
  const user: fc.Arbitrary<SharedMark[]> = fc.array(
    fc.record({
      x: sample,
      y: label,
      weight: fc.constant(1),
      offset: fc.double({ min: -4, max: 4, noNaN: true }),
      key: fc.double({ min: 0.2, max: 0.999, noNaN: true }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  const refit = (users: SharedMark[][], cap: number) =>
    refitShared({ users, current: null, layout, precision, adapterPrecision: precision, cap }).head

  it('should be moved by no user further than the bound, however many marks they make', () => {
    fc.assert(
      fc.property(fc.array(user, { minLength: 1, maxLength: 4 }), user, sample, (others, one, x) => {
        const cap = 2
        const many = Array.from({ length: 10 }, () => one).flat()
        const moved = Math.abs(logit(refit([...others, many], cap), x) - logit(refit(others, cap), x))
        expect(moved).toBeLessThanOrEqual(influenceBound(cap, precision) + 0.05)
      }),
      RUNS,
    )
  })

  it('should not be published when it is worse on marks that were held out', () => {
    const x: Sample = {
      dense: Float32Array.of(1, 0, 0, 0),
      indices: Uint32Array.of(1),
      values: Float32Array.of(1),
    }
    const test = (y: 1 | -1): Example[] => [{ x, y, weight: 1, offset: 0 }]
    const towardsSpam = { ...zeroHead(4), bias: 1 }
    expect(judgeRefit([test(1), test(1)], null, towardsSpam).published).toBe(true)
    expect(judgeRefit([test(-1), test(-1)], null, towardsSpam).published).toBe(false)
    // The one user who gains cannot outvote the others.
    expect(judgeRefit([test(1), test(-1), test(-1)], null, towardsSpam).published).toBe(false)
    expect(judgeRefit([], null, towardsSpam).published).toBe(false)
  })

  it('should keep what users disagree on out of itself', () => {
    const on = (id: number): Sample => ({
      dense: new Float32Array(4),
      indices: Uint32Array.of(id),
      values: Float32Array.of(1),
    })
    const marksOf = (taste: 1 | -1): SharedMark[] => [
      ...Array.from({ length: 10 }, () => ({ x: on(1), y: 1 as const, weight: 1, offset: 0, key: 0.9 })),
      ...Array.from({ length: 10 }, () => ({ x: on(2), y: taste, weight: 1, offset: 0, key: 0.9 })),
    ]
    const head = refit([marksOf(1), marksOf(-1), marksOf(1), marksOf(-1)], 50)
    expect(logit(head, on(1))).toBeGreaterThan(0.5)
    expect(Math.abs(logit(head, on(2)))).toBeLessThan(0.1)
  })
})

describe('a head at rest', () => {
  it('should come back to the last bit, and be refused when it is damaged', () => {
    fc.assert(
      fc.property(marks, fc.nat(), (all, at) => {
        const { head } = solveAdapter(all, options)
        const bytes = encodeHead(head)
        expect(encodeHead(decodeHead(bytes, layout))).toEqual(bytes)
        expect(() => decodeHead(bytes.subarray(0, at % bytes.length), layout)).toThrow(/head/)
      }),
      RUNS,
    )
    expect(() => decodeHead(encodeHead(zeroHead(5)), layout)).toThrow(/embeddings of 5/)
  })
})
