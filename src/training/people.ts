import { countClasses } from './counts.js'
import type { TrainingMail } from './dataset.js'

/** A user with fewer mails of a class is no ground to judge on, and may be a spam trap. */
export const LEAST_OF_A_CLASS = 100

/** The users with enough mail of both classes to be left out in turn, sorted. */
export function people(mails: readonly TrainingMail[]): string[] {
  const counts = countClasses(mails, ({ user }) => user)
  const enough = [...counts].filter(([, { spam, ham }]) => Math.min(spam, ham) >= LEAST_OF_A_CLASS)
  return enough.map(([user]) => user).sort()
}
