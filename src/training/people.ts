import type { TrainingMail } from './dataset.js'

/** A user with fewer mails of a class is no ground to judge on, and may be a spam trap. */
export const LEAST_OF_A_CLASS = 100

/** The users with enough mail of both classes to be left out in turn, sorted. */
export function people(mails: readonly TrainingMail[]): string[] {
  const counts = new Map<string, { spam: number; ham: number }>()
  for (const { user, y } of mails) {
    const count = counts.get(user) ?? { spam: 0, ham: 0 }
    counts.set(user, count)
    count[y > 0 ? 'spam' : 'ham'] += 1
  }
  const enough = [...counts].filter(([, { spam, ham }]) => Math.min(spam, ham) >= LEAST_OF_A_CLASS)
  return enough.map(([user]) => user).sort()
}
