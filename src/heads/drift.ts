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
import { Contradictions, type Labelled } from './contradictions.js'
import type { Layout } from './head.js'

/** A label with its time. */
export interface DatedMark extends Labelled {
  markedAt: number
}

/**
 * Evidence that makes a mark count for nothing: a copy of its mail, or two issues of one newsletter. One contrary issue alone may be a
 * slip, and turns the newsletter for one reader in six at most.
 */
const HALF = 0.75

/**
 * f of each mark, in the order given: 0 for most, always below 1.
 * @param contradictions what it remembers saves time
 */
export function passedOn(
  marks: readonly DatedMark[],
  layout: Layout,
  contradictions = new Contradictions(layout),
): Float64Array {
  const shares = new Float64Array(marks.length)
  // Most users' marks do not contradict each other, and that is soon known.
  if (!contradictions.among(marks)) return shares
  const newestFirst = [...marks.keys()].sort((a, b) => (isNewer(marks[a], marks[b]) ? -1 : 1))
  const columns = Int32Array.from(newestFirst, (i) => contradictions.column(marks[i].id))
  const labels = Int8Array.from(newestFirst, (i) => marks[i].y)
  newestFirst.forEach((i, rank) => {
    const { id, y } = marks[i]
    const kin = contradictions.kin(id)
    if (kin !== null) shares[i] = 1 - 2 ** (-evidence(kin, columns, labels, rank, y) / HALF)
  })
  return shares
}

/** c: what the marks that are newer than the one of this rank say for a change of its label y, the newest first. */
function evidence(
  kin: Float32Array,
  columns: Int32Array,
  labels: Int8Array,
  rank: number,
  y: 1 | -1,
): number {
  let sum = 0
  let most = 0
  for (let k = 0; k < rank; k++) {
    sum -= labels[k] * y * kin[columns[k]]
    if (sum > most) most = sum
  }
  return most
}

function isNewer(a: DatedMark, b: DatedMark): boolean {
  return a.markedAt === b.markedAt ? a.id > b.id : a.markedAt > b.markedAt
}
