/**
 * How often each head was wrong, from two samples of a user's mail that are kept apart: the marked mail, counted, most of which
 * are corrections; and the mail that was asked about (questions.ts), which stands for all mail.
 *
 * An answer to a question of chance π weighs w = 1/π. The share of errors is Σ w wrong / Σ w (Hájek 1971: the ratio of two
 * Horvitz-Thompson sums, which does without knowing how many were ham). Its interval is Wilson's for as many equally
 * weighing answers as these are worth, n = (Σ w)² / Σ w² (Kish 1965, section 11.7). Questions that were not answered are taken
 * to be like those that were.
 */
import { type Share, wilson } from './interval.js'
import type { AskedSums, Errors, UserAccuracy } from './store/store.js'

/** Shares in per cent, null without an answer. */
export interface Rates {
  errors: Share | null
  /** Of ham. */
  hamLost: Share | null
  /** Of spam. */
  spamMissed: Share | null
}

export interface AskedAccuracy {
  questions: number
  answers: number
  base: Rates
  shared: Rates
  own: Rates
}

export interface Accuracy extends Omit<UserAccuracy, 'asked'> {
  asked: AskedAccuracy
}

export interface AccuracyTable {
  users: Accuracy[]
  totals: Omit<Accuracy, 'user' | 'lastMarkAt'> & { users: number }
}

export function accuracyOf(user: UserAccuracy): Accuracy {
  return { ...user, asked: askedAccuracy(user.asked) }
}

export function accuracyTable(users: UserAccuracy[]): AccuracyTable {
  const sum = (figure: (user: UserAccuracy) => number) =>
    users.reduce((total, user) => total + figure(user), 0)
  const errors = (head: (user: UserAccuracy) => Errors) => ({
    hamLost: sum((user) => head(user).hamLost),
    spamMissed: sum((user) => head(user).spamMissed),
  })
  const asked = {
    questions: sum((user) => user.asked.questions),
    answers: sum((user) => user.asked.answers),
    ham: sum((user) => user.asked.ham),
    spam: sum((user) => user.asked.spam),
    hamSquares: sum((user) => user.asked.hamSquares),
    spamSquares: sum((user) => user.asked.spamSquares),
    base: errors((user) => user.asked.base),
    shared: errors((user) => user.asked.shared),
    own: errors((user) => user.asked.own),
  }
  const totals = {
    users: users.length,
    messages: sum((user) => user.messages),
    marks: sum((user) => user.marks),
    spamMarks: sum((user) => user.spamMarks),
    hamMarks: sum((user) => user.hamMarks),
    base: errors((user) => user.base),
    shared: errors((user) => user.shared),
    own: errors((user) => user.own),
    asked: askedAccuracy(asked),
  }
  return { users: users.map(accuracyOf), totals }
}

export function askedAccuracy(sums: AskedSums): AskedAccuracy {
  const { questions, answers, ham, spam, hamSquares, spamSquares } = sums
  const rates = ({ hamLost, spamMissed }: Errors): Rates => ({
    errors: share(hamLost + spamMissed, ham + spam, hamSquares + spamSquares),
    hamLost: share(hamLost, ham, hamSquares),
    spamMissed: share(spamMissed, spam, spamSquares),
  })
  return { questions, answers, base: rates(sums.base), shared: rates(sums.shared), own: rates(sums.own) }
}

/** Rates of the marked mail, each mark counting for one. */
export function markedRates(
  errors: Errors,
  { hamMarks, spamMarks }: Pick<UserAccuracy, 'hamMarks' | 'spamMarks'>,
): Rates {
  const { hamLost, spamMissed } = errors
  return {
    errors: wilson(hamLost + spamMissed, hamMarks + spamMarks),
    hamLost: wilson(hamLost, hamMarks),
    spamMissed: wilson(spamMissed, spamMarks),
  }
}

/** @param wrong Σ w over the errors @param all Σ w @param squares Σ w² */
function share(wrong: number, all: number, squares: number): Share | null {
  if (all === 0) return null
  const worth = (all * all) / squares
  return wilson((wrong / all) * worth, worth)
}
