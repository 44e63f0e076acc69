/**
 * Confidence intervals by the paired bootstrap (Efron 1979): each user's mails are drawn anew with replacement, and every
 * filter is judged on the same draw, so that what is hard for all of them cancels in a ratio. Users are not drawn anew: the
 * intervals say how much of a figure is luck of the mails, for these users.
 */
import { random } from '../training/draws.js'
import { quantile } from './quantile.js'

export interface Interval {
  low: number
  high: number
}

/** Draws of a bootstrap: enough for the ends of a 95 % interval to settle in two digits. */
export const REPLICATES = 1000

/**
 * How often each of `size` mails is in each replicate.
 * @returns REPLICATES arrays of `size` counts, each adding up to `size`
 */
export function resamples(size: number, seed: number): Uint16Array[] {
  const next = random(seed)
  return Array.from({ length: REPLICATES }, () => {
    const counts = new Uint16Array(size)
    for (let i = 0; i < size; i += 1) counts[Math.floor(next() * size)] += 1
    return counts
  })
}

/** Mean of `values` in each replicate. */
export function replicateMeans(values: Float64Array, draws: readonly Uint16Array[]): Float64Array {
  const places = [...values.keys()].filter((i) => values[i] !== 0)
  return Float64Array.from(draws, (counts) => {
    let sum = 0
    for (const i of places) sum += counts[i] * values[i]
    return sum / values.length
  })
}

/** The middle 95 % of a figure's replicates. */
export function interval(replicates: Float64Array): Interval {
  return { low: quantile(replicates, 0.025), high: quantile(replicates, 0.975) }
}
