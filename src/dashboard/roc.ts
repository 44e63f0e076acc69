/** How much spam is caught at each share of ham lost, whatever the threshold. */
import type { Outcome, Stage } from './prequential.js'

export interface RocPoint {
  /** Share of ham judged spam, in per cent. */
  hamLost: number
  /** Share of spam judged spam, in per cent. */
  spamCaught: number
}

export interface Roc {
  /** Area under the curve, 0 to 1: the chance that a spam lies above a ham. Null without marks of both labels. */
  auc: number | null
  /** From (0, 0) to (100, 100); none without marks of both labels. */
  points: RocPoint[]
  /** Where the thresholds that were in force lie. */
  at: RocPoint | null
}

const POINTS = 100

export function rocOf(outcomes: readonly Outcome[], stage: Stage): Roc {
  const spam = outcomes.filter(({ isSpam }) => isSpam).length
  const ham = outcomes.length - spam
  if (spam === 0 || ham === 0) return { auc: null, points: [], at: null }
  const steps = stepsOf(outcomes, stage)
  const points = steps.map(({ lost, caught }) => ({
    hamLost: (100 * lost) / ham,
    spamCaught: (100 * caught) / spam,
  }))
  const wrong = (isSpam: boolean) =>
    outcomes.filter((each) => each.isSpam === isSpam && each.wrong[stage]).length
  const at = { hamLost: (100 * wrong(false)) / ham, spamCaught: 100 - (100 * wrong(true)) / spam }
  return { auc: area(points) / 10_000, points: thinned(points), at }
}

/** Counts of ham and spam at or above each threshold, from the highest down; mails of one logit go over together. */
function stepsOf(outcomes: readonly Outcome[], stage: Stage): { lost: number; caught: number }[] {
  const falling = outcomes.toSorted((a, b) => b.logits[stage] - a.logits[stage])
  const steps = [{ lost: 0, caught: 0 }]
  let [lost, caught] = [0, 0]
  falling.forEach(({ isSpam, logits }, i) => {
    if (isSpam) caught++
    else lost++
    if (falling[i + 1]?.logits[stage] !== logits[stage]) steps.push({ lost, caught })
  })
  return steps
}

/** By trapezoids, so that a tie counts for one half. */
function area(points: readonly RocPoint[]): number {
  return points.slice(1).reduce((sum, { hamLost, spamCaught }, i) => {
    const before = points[i]
    return sum + ((hamLost - before.hamLost) * (spamCaught + before.spamCaught)) / 2
  }, 0)
}

/** The corners alone: points on a straight line between their neighbours say nothing. Of too many, evenly spaced ones. */
function thinned(points: readonly RocPoint[]): RocPoint[] {
  const corners = points.filter((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]]
    if (!before || !after) return true
    const across = (point.hamLost - before.hamLost) * (after.spamCaught - point.spamCaught)
    return across !== (after.hamLost - point.hamLost) * (point.spamCaught - before.spamCaught)
  })
  const step = Math.max(1, (corners.length - 1) / (POINTS - 1))
  const count = Math.min(POINTS, corners.length)
  return Array.from({ length: count }, (_, i) => corners[Math.round(i * step)])
}
