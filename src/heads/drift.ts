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
 * Evidence that makes a mark count for nothing: a copy of its mail, or two to three issues of one newsletter. One contrary issue alone
 * may be a slip, and turns the newsletter for one reader in sixteen only.
 */
const HALF = 0.9

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
  const contradicted = contradictions.among(marks)
  // Most users' marks do not contradict each other, and that is soon known.
  if (contradicted.size === 0) return shares
  const newestFirst = [...marks].sort((a, b) => (isNewer(a, b) ? -1 : 1))
  const rankOf = new Map(newestFirst.map(({ id }, rank) => [id, rank]))
  marks.forEach(({ id, y }, i) => {
    const rank = rankOf.get(id) as number
    const isNewerThanIt = (other: string) => (rankOf.get(other) as number) < rank
    if (!contradicted.has(id) || ![...contradictions.contrary(id)].some(isNewerThanIt)) return
    const newer = [...contradictions.kin(id)]
      .filter(([other]) => isNewerThanIt(other))
      .map(([other, like]) => ({ rank: rankOf.get(other) as number, like }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ rank, like }) => (newestFirst[rank].y === y ? -like : like))
    shares[i] = 1 - 2 ** (-evidence(newer) / HALF)
  })
  return shares
}

/** c: of what the marks that are newer than one say for a change, the newest first. */
function evidence(said: readonly number[]): number {
  let sum = 0
  let most = 0
  for (const each of said) {
    sum += each
    most = Math.max(most, sum)
  }
  return most
}

function isNewer(a: DatedMark, b: DatedMark): boolean {
  return a.markedAt === b.markedAt ? a.id > b.id : a.markedAt > b.markedAt
}
