/** A user's marks as each sum of heads judged them before the label was known. */
import { sigmoid } from '../heads/calibration.js'
import { type Mark, wrongHeads } from '../store/store.js'

/** Base alone; base and shared head; all three. */
export const STAGES = ['base', 'shared', 'own'] as const
export type Stage = (typeof STAGES)[number]

export interface Outcome {
  isSpam: boolean
  logits: Record<Stage, number>
  /** Of spam. */
  probabilities: Record<Stage, number>
  wrong: Record<Stage, boolean>
}

/** Oldest mark first; marks of one moment by id. */
export function outcomesOf(marks: readonly Mark[]): Outcome[] {
  const inTime = marks.toSorted((a, b) => a.markedAt - b.markedAt || (a.id < b.id ? -1 : 1))
  return inTime.map(({ label, before }) => {
    const logits = { base: before.base, shared: before.base + before.shared, own: before.logit }
    const probabilities = {
      base: sigmoid(logits.base),
      shared: sigmoid(logits.shared),
      own: before.probability,
    }
    return { isSpam: label === 'spam', logits, probabilities, wrong: wrongHeads(label, before) }
  })
}
