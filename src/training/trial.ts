/**
 * What marks would do for a user that the base has never seen: k marks are drawn from the first 30 % of the mail, or that mail
 * streams by and each mistake is marked, as people do; an adapter is solved from them, errors are counted on the last 70 %.
 */
import { type Mark, solveAdapter } from '../heads/adapter.js'
import { logLoss } from '../heads/calibration.js'
import { type Head, type Layout, logit, type Precision, zeroHead } from '../heads/head.js'
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
  /** Which mail is marked: drawn by each of the seeds, or the first mistakes. */
  choose?: 'random' | 'corrections'
  seeds: number[]
  layout: Layout
  precision: Precision
}

/** The outcome with `marks` marks, or as many as there are mistakes to correct, mean over the seeds. */
export function attempt(trial: Trial, options: Attempt): Outcome {
  const { marks, choose = 'random', seeds, layout } = options
  const heads = () => {
    if (marks === 0) return [zeroHead(layout.dimension)]
    if (choose === 'corrections') return [corrected(trial, options)]
    return seeds.map((seed) => adapter(marksOf(trial.first, marks, seed), options))
  }
  return meanOutcome(
    heads().map((own) => outcome(trial.last, (mail) => mail.offset + logit(own, mail.sample))),
  )
}

function adapter(marks: readonly Mark[], { layout, precision }: Attempt): Head {
  return solveAdapter(marks, { layout, precision, prior: null, threshold: THRESHOLD }).head
}

/** Each mistake is marked as it comes, and the adapter solved anew. */
function corrected({ first }: Trial, options: Attempt): Head {
  const marks = new Map<string, Mark>()
  let own = zeroHead(options.layout.dimension)
  for (const [i, mail] of first.entries()) {
    if (marks.size >= options.marks) break
    const isSpam = mail.offset + logit(own, mail.sample) >= 0
    if (isSpam === mail.y > 0 || marks.has(mail.id)) continue
    marks.set(mail.id, markOf(mail, i))
    own = adapter([...marks.values()], options)
  }
  return own
}

function markOf({ id, sample, y, offset }: TrialMail, markedAt: number): Mark {
  return { id, markedAt, x: sample, y, offset, weight: 1 }
}

/** So many of the mails, drawn by the seed and marked one after the other; copies of one mail are one mark. */
export function marksOf(mails: readonly TrialMail[], count: number, seed: number): Mark[] {
  const drawn = shuffled(mails, seed).slice(0, count)
  return [...new Map(drawn.map((mail, i) => [mail.id, markOf(mail, i)])).values()]
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
