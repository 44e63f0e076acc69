/**
 * What marks would do for a user that the base has never seen: k marks are drawn from the first 30 % of the mail, at random or
 * of the base's mistakes alone, as people mark; an adapter is solved from them, errors are counted on the last 70 %.
 */
import { type Mark, solveAdapter } from '../heads/adapter.js'
import { logLoss } from '../heads/calibration.js'
import { type Layout, logit, type Precision, zeroHead } from '../heads/head.js'
import { firstAndLast, shuffled } from './draws.js'
import type { View, ViewedMail } from './views.js'

export interface TrialMail extends ViewedMail {
  sample: NonNullable<ViewedMail['sample']>
  /** The base's logit. */
  offset: number
}

/** One left-out user: mail to draw marks from, and mail to judge on. */
export interface Trial {
  user: string
  /** That the user is of; null: of none. */
  domain: string | null
  first: TrialMail[]
  last: TrialMail[]
}

/** Per cent, except `logLoss` (nats). */
export interface Outcome {
  errors: number
  hamLost: number
  spamMissed: number
  logLoss: number
}

export const MARKS = [0, 1, 5, 20, 100] as const
const THRESHOLD = 0.5

export function trialOf({ user, mails, domain }: View, baseLogit: (mail: ViewedMail) => number): Trial {
  const tried = (part: ViewedMail[]) =>
    part.flatMap((mail) => (mail.sample ? [{ ...mail, sample: mail.sample, offset: baseLogit(mail) }] : []))
  const { first, last } = firstAndLast(mails, ({ y }) => y > 0)
  return { user, domain: domain?.name ?? null, first: tried(first), last: tried(last) }
}

export interface Attempt {
  marks: number
  /** Which mail is marked. */
  choose?: 'random' | 'corrections'
  seeds: number[]
  layout: Layout
  precision: Precision
}

/** The outcome with `marks` marks, or as many as there are mistakes to correct, mean over the seeds. */
export function attempt(trial: Trial, options: Attempt): Outcome {
  const { marks, choose = 'random', seeds, layout, precision } = options
  const markable = choose === 'random' ? trial.first : trial.first.filter(({ y, offset }) => y * offset <= 0)
  const runs = (marks === 0 ? [0] : seeds).map((seed) => {
    const own =
      marks === 0
        ? zeroHead(layout.dimension)
        : solveAdapter(marksOf(markable, marks, seed), {
            ...{ layout, precision, prior: null, threshold: THRESHOLD },
          }).head
    return outcome(trial.last, (mail) => mail.offset + logit(own, mail.sample))
  })
  return meanOutcome(runs)
}

/** So many of the mails, drawn by the seed and marked one after the other; copies of one mail are one mark. */
export function marksOf(mails: readonly TrialMail[], count: number, seed: number): Mark[] {
  const drawn = shuffled(mails, seed).slice(0, count)
  const marks = drawn.map(({ id, sample, y, offset }, markedAt) => ({
    ...{ id, markedAt, x: sample, y, offset, weight: 1 },
  }))
  return [...new Map(marks.map((mark) => [mark.id, mark])).values()]
}

export function outcome<Mail extends { y: 1 | -1 }>(
  mails: readonly Mail[],
  logitOf: (mail: Mail) => number,
): Outcome {
  const count = { spam: 0, ham: 0, lost: 0, missed: 0, loss: 0 }
  for (const mail of mails) {
    const f = logitOf(mail)
    count.loss += logLoss(mail.y * f)
    if (mail.y > 0) {
      count.spam += 1
      if (f < 0) count.missed += 1
    } else {
      count.ham += 1
      if (f >= 0) count.lost += 1
    }
  }
  return {
    errors: (100 * (count.lost + count.missed)) / mails.length,
    hamLost: (100 * count.lost) / Math.max(1, count.ham),
    spamMissed: (100 * count.missed) / Math.max(1, count.spam),
    logLoss: count.loss / mails.length,
  }
}

export function meanOutcome(outcomes: readonly Outcome[]): Outcome {
  const mean = (of: (outcome: Outcome) => number) =>
    outcomes.reduce((sum, one) => sum + of(one), 0) / outcomes.length
  return {
    errors: mean(({ errors }) => errors),
    hamLost: mean(({ hamLost }) => hamLost),
    spamMissed: mean(({ spamMissed }) => spamMissed),
    logLoss: mean(({ logLoss }) => logLoss),
  }
}
