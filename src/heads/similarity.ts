import type { Layout, Precision, Sample } from './head.js'
import { packRows } from './rows.js'
import { Weights } from './weights.js'

/**
 * How alike a mail and each of the others are to a head of this prior precision: the cosine of its feature space,
 *
 *     k(x, x') / √(k(x, x) k(x', x')),     1 for the same mail.
 */
export function similarities(
  x: Sample,
  others: readonly Sample[],
  { layout, precision }: { layout: Layout; precision: Precision },
): Float64Array {
  const towards = new Weights(packRows([x, ...others], layout), precision)
  towards.add(0, 1)
  return Float64Array.from(others, (_, i) => {
    const row = i + 1
    return towards.dot(row) / Math.sqrt(towards.kernel(0) * towards.kernel(row))
  })
}
