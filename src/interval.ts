/** A share with its 95 % confidence interval, in per cent. */
export interface Share {
  percent: number
  low: number
  high: number
}

/** 97.5 % point of the normal distribution. */
const Z = 1.959963984540054

/**
 * k of n in per cent, with Wilson's 95 % score interval (E. B. Wilson 1927, JASA 22:209), which stays inside [0, 100]
 * and is not empty when k is 0. With p = k/n:
 *
 *     (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)
 */
export function wilson(k: number, n: number): Share | null {
  if (n === 0) return null
  const p = k / n
  const spread = Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n))
  const centre = p + (Z * Z) / (2 * n)
  const scale = 100 / (1 + (Z * Z) / n)
  return {
    percent: 100 * p,
    low: k === 0 ? 0 : scale * (centre - spread),
    high: k === n ? 100 : scale * (centre + spread),
  }
}

/** A difference of two shares in percentage points with its 95 % confidence interval. */
export interface Points {
  points: number
  low: number
  high: number
}

/**
 * Share a less share b of two samples of their own, with the interval that squares and adds Wilson's (R. G. Newcombe 1998,
 * Statistics in Medicine 17:873, method 10): with deviations δ = p − low and ε = high − p,
 *
 *     low = p_a − p_b − √(δ_a² + ε_b²)        high = p_a − p_b + √(ε_a² + δ_b²)
 */
export function difference(a: Share, b: Share): Points {
  return squareAndAdd(a, b, 0)
}

/**
 * The same for two shares of one sample of n: `onlyA` were counted in share a alone, `onlyB` in share b alone, `both` in
 * both. Their correlation φ tightens the interval (R. G. Newcombe 1998, Statistics in Medicine 17:2635, method 10, with φ
 * brought towards zero by n/2 where it is positive). Null for n = 0.
 */
export function pairedDifference(onlyA: number, onlyB: number, both: number, n: number): Points | null {
  const a = wilson(both + onlyA, n)
  const b = wilson(both + onlyB, n)
  if (a === null || b === null) return null
  const neither = n - onlyA - onlyB - both
  const product = (both + onlyA) * (neither + onlyB) * (both + onlyB) * (neither + onlyA)
  const agreement = both * neither - onlyA * onlyB
  const corrected = agreement > 0 ? Math.max(0, agreement - n / 2) : agreement
  return squareAndAdd(a, b, product === 0 ? 0 : corrected / Math.sqrt(product))
}

/** @param phi correlation of the two shares */
function squareAndAdd(a: Share, b: Share, phi: number): Points {
  const points = a.percent - b.percent
  const root = (x: number, y: number) => Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y))
  return {
    points,
    low: points - root(a.percent - a.low, b.high - b.percent),
    high: points + root(a.high - a.percent, b.percent - b.low),
  }
}
