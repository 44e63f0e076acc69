/** Where the bars of a waterfall lie, in per cent of its width. */

const PARTS = ['base', 'shared', 'adapter'] as const
type Part = (typeof PARTS)[number]

export interface Bar {
  head: Part | 'sum'
  /** The logit itself. */
  value: number
  from: number
  width: number
  towards: 'spam' | 'ham'
}

/** Bars thinner than this could not be seen. */
const THINNEST = 0.6

/** Room on either side, of the whole. */
const MARGIN = 0.02

/** @param threshold as a probability */
export function steps(
  parts: Record<Part, number>,
  threshold: number,
): { bars: Bar[]; zero: number; threshold: number } {
  let sum = 0
  const ranges = PARTS.map((head) => {
    const start = sum
    sum += parts[head]
    return { head, value: parts[head], start, end: sum }
  })
  const all = [...ranges, { head: 'sum' as const, value: sum, start: 0, end: sum }]
  const cut = Math.log(threshold / (1 - threshold))
  const edges = [0, cut, ...all.map(({ end }) => end)]
  const room = MARGIN * (Math.max(...edges) - Math.min(...edges) || 1)
  const low = Math.min(...edges) - room
  const scale = 100 / (Math.max(...edges) + room - low)
  const place = (logit: number) => (logit - low) * scale
  const bars = all.map(
    ({ head, value, start, end }): Bar => ({
      head,
      value,
      from: Math.min(place(start), place(end)),
      width: Math.max(THINNEST, Math.abs(end - start) * scale),
      towards: value > 0 ? 'spam' : 'ham',
    }),
  )
  return { bars, zero: place(0), threshold: place(cut) }
}
