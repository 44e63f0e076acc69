import fc from 'fast-check'
import { BLOCKS, type Layout, type Precision, type Sample } from '../../src/heads/head.js'
import type { Example } from '../../src/heads/solver.js'

/** A feature space small enough to check by hand: 3 dense numbers, 6 words, 3 identities, 3 shapes, 3 ways. */
export const TINY: Layout = { dimension: 3, words: 6, identity: 9, shape: 12, route: 15 }
/** One with room for features that only one mail has. */
export const WIDE: Layout = { dimension: 4, words: 1000, identity: 1200, shape: 1300, route: 1400 }

export const FLAT: Precision = { embedding: 1, words: 1, identity: 1, shape: 1, route: 1, bias: 1 }

/** A sample with these features, each block brought to unit length as toSample of src/features does. */
export function sampleOf(layout: Layout, dense: number[], ids: number[], gains: number[] = []): Sample {
  const indices = Uint32Array.from(new Set(ids)).sort()
  const values = Float32Array.from(indices, (_, k) => gains[k] ?? 1)
  const ends = [layout.words, layout.identity, layout.shape, layout.route]
  ends.forEach((end, b) => {
    const inside = (id: number): boolean => id < end && id >= (b === 0 ? 0 : ends[b - 1])
    const length = Math.hypot(...values.filter((_, k) => inside(indices[k])))
    indices.forEach((id, k) => {
      if (inside(id)) values[k] /= length
    })
  })
  const length = Math.hypot(...dense)
  return { dense: Float32Array.from(dense, (value) => (length > 0 ? value / length : 0)), indices, values }
}

export function anySample(layout: Layout, most = 8): fc.Arbitrary<Sample> {
  const number = fc.double({ min: -1, max: 1, noNaN: true })
  return fc
    .record({
      dense: fc.array(number, { minLength: layout.dimension, maxLength: layout.dimension }),
      ids: fc.uniqueArray(fc.nat({ max: layout.route - 1 }), { maxLength: most }),
      gains: fc.array(fc.double({ min: 0.1, max: 5, noNaN: true }), { minLength: most, maxLength: most }),
    })
    .map(({ dense, ids, gains }) => sampleOf(layout, dense, ids, gains))
}

export function anyExample(layout: Layout, weight = 1): fc.Arbitrary<Example> {
  return fc.record({
    x: anySample(layout),
    y: fc.constantFrom<1 | -1>(1, -1),
    weight: fc.constant(weight),
    offset: fc.double({ min: -12, max: 12, noNaN: true }),
  })
}

export const anyPrecision: fc.Arbitrary<Precision> = fc
  .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: BLOCKS.length, maxLength: BLOCKS.length })
  .map((logs) => Object.fromEntries(BLOCKS.map((block, b) => [block, Math.exp(logs[b])])) as Precision)
