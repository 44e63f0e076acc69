/** A few users side by side: how each model learned, how it ranks and rates mail, and what they disagree on. */
import type { Mark } from '../store/store.js'
import { knownUser } from '../user-name.js'
import { type CurvePoint, curveOf } from './curve.js'
import { type Differences, differencesOf } from './differences.js'
import type { DashboardParts } from './parts.js'
import { type Outcome, outcomesOf, type Stage } from './prequential.js'
import { type Bin, reliabilityOf } from './reliability.js'
import { type Roc, rocOf } from './roc.js'

export interface ComparedUser {
  user: string
  /** Probability from which mail is spam. */
  threshold: number
  marks: number
  spamMarks: number
  hamMarks: number
  curve: CurvePoint[]
  roc: Record<Stage, Roc>
  calibration: Record<Stage, Bin[]>
}

export interface Comparison {
  users: ComparedUser[]
  /** Null for a single user. */
  differences: Differences | null
}

export async function compareUsers(parts: DashboardParts, names: readonly string[]): Promise<Comparison> {
  const { store, models } = parts
  const rows = []
  for (const name of names) rows.push(await models.of(await knownUser(store, name)))
  const users = rows.map(({ user, threshold, marks }) => ({
    user: user.user,
    threshold,
    ...figuresOf(marks),
  }))
  return { users, differences: rows.length < 2 ? null : await differencesOf(parts, rows) }
}

function figuresOf(marks: readonly Mark[]): Omit<ComparedUser, 'user' | 'threshold'> {
  const outcomes = outcomesOf(marks)
  const spamMarks = outcomes.filter(({ isSpam }) => isSpam).length
  return {
    marks: marks.length,
    spamMarks,
    hamMarks: marks.length - spamMarks,
    curve: curveOf(outcomes),
    roc: eachStage(outcomes, rocOf),
    calibration: eachStage(outcomes, reliabilityOf),
  }
}

function eachStage<Figure>(
  outcomes: readonly Outcome[],
  figure: (outcomes: readonly Outcome[], stage: Stage) => Figure,
): Record<Stage, Figure> {
  return {
    base: figure(outcomes, 'base'),
    shared: figure(outcomes, 'shared'),
    own: figure(outcomes, 'own'),
  }
}
