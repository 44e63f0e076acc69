/** Of values in any order, by linear interpolation between order statistics. @param share 0 to 1 */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort()
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const above = Math.ceil(place)
  if (sorted[below] === sorted[above]) return sorted[below] // Infinity - Infinity is no number.
  return sorted[below] + (place - below) * (sorted[above] - sorted[below])
}
