/** Figures with their 95 % intervals: as numbers, and as a bar whose pale part is where the truth may lie. */
import type { Points, Share } from '../api/answers.js'
import { formats } from '../format.js'

/** The scale that bars to be compared share: the end of the longest one, in per cent. */
export function widest(shares: (Share | null)[]): number {
  return Math.max(1, ...shares.map((share) => share?.high ?? 0))
}

/** @param most where the bar ends, in per cent */
export function Interval({ share, most = 100 }: { share: Share | null; most?: number }) {
  if (!share) return <span class="soft">–</span>
  const { percent, low, high } = share
  const range = `${formats.percent(low)} to ${formats.percent(high)}`
  return (
    <span class="interval">
      <strong>{formats.percent(percent)}</strong>
      <small>
        <span class="hidden">95 % interval </span>
        {range}
      </small>
      <Band low={low / most} value={percent / most} high={high / most} />
    </span>
  )
}

export function Difference({ points, good }: { points: Points | null; good: 'positive' | 'negative' }) {
  if (!points) return <span class="soft">–</span>
  const sign = good === 'positive' ? 1 : -1
  const sure = points.low * points.high > 0
  const tone = !sure ? 'open' : sign * points.points > 0 ? 'better' : 'worse'
  return (
    <span class={`interval ${tone}`}>
      <strong>{formats.points(points.points)}</strong>
      <small>
        <span class="hidden">95 % interval </span>
        {`${formats.points(points.low)} to ${formats.points(points.high)}`}
      </small>
    </span>
  )
}

/** Of shares of the whole width, 0 to 1. */
function Band({ low, value, high }: { low: number; value: number; high: number }) {
  const x = (share: number) => 100 * Math.min(1, Math.max(0, share))
  return (
    <svg class="band" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <title>interval</title>
      <rect class="track" width="100" height="6" />
      <rect class="range" x={x(low)} width={Math.max(1, x(high) - x(low))} height="6" />
      <rect class="value" x={Math.min(98.5, x(value))} width="1.5" height="6" />
    </svg>
  )
}
