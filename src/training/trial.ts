/**
 * What marks would do for a user that the base has never seen: k marks are drawn from the first 30 % of the mail, or that mail
 * streams by and each mistake is marked, as people do; an adapter is solved from them, errors are counted on the last 70 %.
 */
import { type Mark, precisionAfter, solveAdapter } from '../heads/adapter.js'
import { logLoss } from '../heads/calibration.js'
import { type Head, type Layout, logit, type Precision, zeroHead } from '../heads/head.js'
import { prevalenceOf, prevalenceShift } from '../heads/prevalence.js'
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
  first: TrialMail[]
  last: TrialMail[]
  /** What is added to each of the base's logits after so many marks: how much of the first mail is spam, told without labels. */
  shift(marks: number): number
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

/** @param usual the share of spam that the base expects */
export function trialOf(
  { user, mails, domain }: View,
  baseLogit: (mail: ViewedMail) => number,
  usual: number,
): Trial {
  const tried = (part: ViewedMail[]) =>
    part.flatMap((mail) => (mail.sample ? [{ ...mail, sample: mail.sample, offset: baseLogit(mail) }] : []))
  const parts = firstAndLast(mails, ({ y }) => y > 0)
  const first = tried(parts.first)
  return { user, first, last: tried(parts.last), shift: shiftBy(first, domain?.name ?? null, usual) }
}

/** See Trial. */
export function shiftBy(
  first: readonly Pick<TrialMail, 'offset'>[],
  domain: string | null,
  usual: number,
): Trial['shift'] {
  const prevalence = prevalenceOf(
    first.map(({ offset }) => offset),
    usual,
  )
  return (marks) => prevalenceShift({ domain, prevalence }, usual, marks)
}

export interface Attempt {
  marks: number
  /** Each draws the mail that is marked. */
  seeds: number[]
  layout: Layout
  precision: Precision
}

type Solving = Pick<Attempt, 'layout' | 'precision'>

/** The outcome with `marks` marks, mean over the seeds. */
export function attempt(trial: Trial, { marks, seeds, ...options }: Attempt): Outcome {
  const draws = marks === 0 ? [0] : seeds
  return meanOutcome(
    draws.map((seed) => {
      const own = adapter(trial, marksOf(trial.first, marks, seed), options)
      return outcome(trial.last, judge(trial, own, marks))
    }),
  )
}

/** The logit of each of the last mails after so many marks. */
export function logitsAfter(
  trial: Trial,
  { marks, seed, ...options }: Solving & { marks: number; seed: number },
): { logit: number; y: 1 | -1 }[] {
  const logitOf = judge(trial, adapter(trial, marksOf(trial.first, marks, seed), options), marks)
  return trial.last.map((mail) => ({ logit: logitOf(mail), y: mail.y }))
}

function adapter(trial: Trial, marks: readonly Mark[], { layout, precision }: Solving): Head {
  if (marks.length === 0) return zeroHead(layout.dimension)
  const shift = trial.shift(marks.length)
  const shifted = marks.map((mark) => ({ ...mark, offset: mark.offset + shift }))
  const options = { layout, precision: precisionAfter(marks.length, precision), prior: null }
  return solveAdapter(shifted, { ...options, threshold: THRESHOLD }).head
}

/** The logit of a mail of the user, by an adapter that so many marks made. */
function judge(trial: Trial, own: Head, marks: number): (mail: TrialMail) => number {
  const shift = trial.shift(marks)
  return ({ offset, sample }) => offset + shift + logit(own, sample)
}

/** Corrections after which the course is looked at: each of the first ones, in which an adapter changes most, then fewer. */
const LOOKED_AT = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89]

/**
 * Each mistake is marked as it comes, and the adapter solved anew: the mean outcome over the course of the corrections, the last
 * one included. One moment alone tells little: an adapter that overshoots is soon corrected the other way.
 */
export function course(trial: Trial, options: Solving): Outcome {
  const marks = new Map<string, Mark>()
  const outcomes: Outcome[] = []
  let logitOf = judge(trial, zeroHead(options.layout.dimension), 0)
  for (const [i, mail] of trial.first.entries()) {
    if (logitOf(mail) >= 0 === mail.y > 0 || marks.has(mail.id)) continue
    marks.set(mail.id, markOf(mail, i))
    logitOf = judge(trial, adapter(trial, [...marks.values()], options), marks.size)
    if (LOOKED_AT.includes(marks.size)) outcomes.push(outcome(trial.last, logitOf))
  }
  const isLookedAt = LOOKED_AT.includes(marks.size)
  return meanOutcome(isLookedAt ? outcomes : [...outcomes, outcome(trial.last, logitOf)])
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
