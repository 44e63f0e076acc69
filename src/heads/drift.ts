/**
 * Drift: a newsletter that was welcome for a year, and is spam to the user now. An older mark passes a share of its label on to newer
 * contrary marks of its kind,
 *
 *     f = 1 − 2^(−c / HALF),    c = max over the newest marks j = 1 … n that are newer than it of  Σ_j ± likeness,
 *
 * with + for a contrary mark and − for one that confirms it: the evidence for a change in the newest stretch of time, as in
 * Page's cumulative sums (1954, "Continuous inspection schemes"). So a kind that is marked now so, now so, turns with none of
 * the marks, and a mark made since takes back what a slip did. What is left of a mark counts 1 − 2f times for its own label;
 * past f = ½ it counts for the other one.
 *
 * Marks that no newer mark of their kind contradicts keep all of it, to the last bit. The shares are a function of the set of
 * marks: of two made at the same time, the one with the larger id counts as newer.
 */
import type { Layout, Sample } from './head.js'
import { likeness, Signs } from './kind.js'

/** A label with its time. */
export interface DatedMark {
  id: string
  x: Sample
  y: 1 | -1
  markedAt: number
}

/**
 * Evidence that makes a mark count for nothing: a copy of its mail, or two to three issues of one newsletter. One contrary issue alone
 * may be a slip, and turns the newsletter for one reader in sixteen only.
 */
const HALF = 0.9

/** f of each mark, in the order given: 0 for most, always below 1. */
export function passedOn(marks: readonly DatedMark[], layout: Layout): Float64Array {
  const newestFirst = marks.map((_, i) => i).sort((i, j) => (isNewer(marks[i], marks[j]) ? -1 : 1))
  const sorted = newestFirst.map((i) => marks[i])
  const alike = likenesses(sorted, layout)
  const shares = new Float64Array(marks.length)
  const contrary: Record<1 | -1, number[]> = { 1: [], [-1]: [] }
  for (let rank = 0; rank < sorted.length; rank++) {
    const { y } = sorted[rank]
    // Most marks are not contradicted, and that is soon known.
    const isContradicted = contrary[y].some((newer) => alike(rank, newer) > 0)
    if (isContradicted) shares[newestFirst[rank]] = 1 - 2 ** (-evidence(sorted, rank, alike) / HALF)
    contrary[y > 0 ? -1 : 1].push(rank)
  }
  return shares
}

/** c of the mark of a rank; all that are newer stand before it. */
function evidence(
  sorted: readonly DatedMark[],
  rank: number,
  alike: (i: number, j: number) => number,
): number {
  let sum = 0
  let most = 0
  for (let newer = 0; newer < rank; newer++) {
    const like = alike(rank, newer)
    sum += sorted[newer].y === sorted[rank].y ? -like : like
    most = Math.max(most, sum)
  }
  return most
}

function likenesses(marks: readonly DatedMark[], layout: Layout): (i: number, j: number) => number {
  const signs = new Signs(
    marks.map(({ x }) => x),
    layout,
  )
  return (i, j) => (signs.mayBeAlike(i, j) ? likeness(marks[i].x, marks[j].x, layout) : 0)
}

function isNewer(a: DatedMark, b: DatedMark): boolean {
  return a.markedAt === b.markedAt ? a.id > b.id : a.markedAt > b.markedAt
}
