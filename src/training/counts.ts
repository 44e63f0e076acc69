import type { TrainingMail } from './dataset.js'

export interface Counts {
  spam: number
  ham: number
}

/** How many mails of each class each group has. */
export function countClasses(
  mails: readonly TrainingMail[],
  groupOf: (mail: TrainingMail) => string,
): Map<string, Counts> {
  const counts = new Map<string, Counts>()
  for (const mail of mails) {
    const count = counts.get(groupOf(mail)) ?? { spam: 0, ham: 0 }
    counts.set(groupOf(mail), count)
    count[mail.y > 0 ? 'spam' : 'ham'] += 1
  }
  return counts
}
