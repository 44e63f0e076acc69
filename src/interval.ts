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
