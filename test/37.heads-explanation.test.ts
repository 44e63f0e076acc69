import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Mark, solveAdapter } from '../src/heads/adapter.js'
import { explain, strongest, total } from '../src/heads/explanation.js'
import { logit } from '../src/heads/head.js'
import { similarities } from '../src/heads/similarity.js'
import { diagonalOf, dot, vectorOf } from './heads/reference.js'
import { anyExample, anyPrecision, anySample, FLAT, TINY } from './heads/samples.js'

const anyMarks = fc
  .array(anyExample(TINY), { maxLength: 8 })
  .map((all) => all.map((example, i): Mark => ({ ...example, id: `m${i}`, markedAt: i })))
const anyHead = anyMarks.map(
  (marks) => solveAdapter(marks, { layout: TINY, precision: FLAT, prior: null, threshold: 0.5 }).head,
)

describe('explanation', () => {
  it('should add up to the logit, whichever way it is cut', () => {
    fc.assert(
      fc.property(
        anySample(TINY),
        anyHead,
        anyHead,
        anyHead,
        anyMarks,
        anyPrecision,
        (x, base, shared, prior, marks, precision) => {
          const options = { layout: TINY, precision, prior, threshold: 0.5 }
          const { head: adapter, alphas } = solveAdapter(marks, options)
          const parts = explain({ x, layout: TINY, base, shared, adapter, prior, marks, alphas, precision })
          const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0)
          const { blocks } = parts
          near(parts.logit, logit(base, x) + logit(shared, x) + logit(adapter, x))
          near(total(blocks.base), logit(base, x))
          near(total(blocks.shared), logit(shared, x))
          near(total(blocks.adapter), logit(adapter, x))
          near(parts.prior + sum(parts.marks), logit(adapter, x))
          for (const block of ['words', 'identity', 'shape'] as const) {
            const features = parts.features.filter((feature) => feature.block === block)
            near(sum(features.map((feature) => feature.logit)), blocks.base[block] + blocks.shared[block])
          }
          const { top, rest } = strongest(parts.features, 2)
          near(sum(top.map((part) => part.logit)) + rest, sum(parts.features.map((part) => part.logit)))
        },
      ),
    )
  })

  it('should name the strongest parts first, whatever their sign, and sum up the others', () => {
    const parts = [1, -5, 2, 0.5, -0.25].map((value, id) => ({ id, logit: value }))
    expect(strongest(parts, 2)).toEqual({
      top: [
        { id: 1, logit: -5 },
        { id: 2, logit: 2 },
      ],
      rest: 1.25,
    })
    expect(strongest(parts, 9).rest).toBe(0)
    expect(strongest([], 3)).toEqual({ top: [], rest: 0 })
  })

  it('should list only features that some head gives a weight', () => {
    const x = {
      dense: new Float32Array(3),
      indices: Uint32Array.of(1, 2, 7),
      values: Float32Array.of(0.5, 0.5, 1),
    }
    const none = {
      dense: new Float64Array(3),
      ids: new Uint32Array(0),
      weights: new Float64Array(0),
      bias: 0,
    }
    const base = { ...none, ids: Uint32Array.of(2), weights: Float64Array.of(3) }
    const shared = { ...none, ids: Uint32Array.of(2, 7), weights: Float64Array.of(1, -1) }
    const input = {
      x,
      layout: TINY,
      base,
      shared,
      adapter: none,
      prior: null,
      marks: [],
      alphas: new Float64Array(0),
    }
    expect(explain({ ...input, precision: FLAT }).features).toEqual([
      { id: 2, block: 'words', logit: 2 },
      { id: 7, block: 'identity', logit: -1 },
    ])
  })
})

function near(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThan(1e-9)
}

describe('similarities(x, others)', () => {
  it('should be the cosines of the space that the prior makes, and 1 for the same mail', () => {
    fc.assert(
      fc.property(anySample(TINY), fc.array(anySample(TINY)), anyPrecision, (x, others, precision) => {
        const diagonal = diagonalOf(precision, TINY)
        const stretched = (sample: typeof x) =>
          vectorOf(sample, TINY).map((value, k) => value / Math.sqrt(diagonal[k]))
        const length = (v: number[]) => Math.sqrt(dot(v, v))
        const alike = similarities(x, [x, ...others], { layout: TINY, precision })
        near(alike[0], 1)
        others.forEach((other, i) => {
          const [a, b] = [stretched(x), stretched(other)]
          near(alike[i + 1], dot(a, b) / length(a) / length(b))
        })
      }),
    )
  })
})
