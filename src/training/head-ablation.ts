/**
 * What each head is worth to a left-out user: the base alone; with what the user's mail so far tells of how much is spam; with the
 * shared head that the other left-out users' marks and the user's own make; with the user's own adapter; with all of them, as an
 * installation has them. Nobody is known to the base that judges their mail; a refit that the gate refuses is not in force. (Each of
 * these bases scales x by gains of its own, which differ little: to the shared head they are one feature space.)
 */
import { type Head, logit } from '../heads/head.js'
import { keyOf, refitShared } from '../heads/shared.js'
import { type Ablation, type LeftOutRow, withMean } from './ablation.js'
import { sharedPrecision } from './select.js'
import { attempt, marksOf, meanOutcome, type Outcome, type Trial, type TrialMail } from './trial.js'

export interface HeadAblationOptions {
  /** Marks of the user. */
  counts: readonly number[]
  /** Marks of each of the others. */
  many: number
  seeds: readonly number[]
}

export interface HeadAblation {
  rows: LeftOutRow[]
  refits: number
  published: number
}

export const HEADS = [
  'base',
  'base + prevalence',
  'base + prevalence + shared',
  'base + prevalence + adapter',
  'base + prevalence + shared + adapter',
] as const
type Outcomes = Record<(typeof HEADS)[number], Outcome>

export function headAblation(ablation: Ablation, options: HeadAblationOptions): HeadAblation {
  const { trials } = ablation
  const { counts, seeds } = options
  let published = 0
  const cells = counts.flatMap((marks) =>
    trials.map((trial) => {
      const drawn = seeds.map((seed) => {
        const shared = sharedHead(trial, marks, seed, ablation, options)
        if (shared !== null) published += 1
        return outcomes(trial, shared, marks, seed, ablation)
      })
      return { user: trial.user, marks, drawn }
    }),
  )
  const rows = HEADS.flatMap((variant) =>
    counts.flatMap((count) => {
      const same = cells.filter(({ marks }) => marks === count)
      return withMean(
        same.map(({ user, marks, drawn }) => ({
          ...{ variant, user, marks },
          outcome: meanOutcome(drawn.map((each) => each[variant])),
        })),
      )
    }),
  )
  return { rows, refits: cells.length * seeds.length, published }
}

/** The shared head of an installation where the user has so many marks, and the others have many; null: it is no better than none. */
function sharedHead(
  trial: Trial,
  marks: number,
  seed: number,
  { trials, layout, adapter }: Ablation,
  { many }: HeadAblationOptions,
): Head | null {
  const users = trials.map((each) => {
    const count = each.user === trial.user ? marks : many
    const shift = each.shift(count)
    const { first } = moved(each, () => shift)
    return marksOf(first, count, seed).map((mark) => ({ ...mark, key: keyOf(mark.id) }))
  })
  const precision = { precision: sharedPrecision(adapter), adapterPrecision: adapter }
  const { head, gate } = refitShared({ users, current: null, layout, ...precision })
  return gate.published ? head : null
}

function outcomes(
  base: Trial,
  head: Head | null,
  marks: number,
  seed: number,
  { layout, adapter: precision }: Ablation,
): Outcomes {
  const after = (trial: Trial, count: number) =>
    attempt(trial, { marks: count, seeds: [seed], layout, precision })
  const shift = base.shift(marks)
  const own = moved(base, () => shift)
  const shared = head === null ? own : moved(own, ({ sample }) => logit(head, sample))
  return {
    base: after({ ...base, shift: still }, 0),
    'base + prevalence': after(own, 0),
    'base + prevalence + shared': after(shared, 0),
    'base + prevalence + adapter': after(own, marks),
    'base + prevalence + shared + adapter': after(shared, marks),
  }
}

const still = () => 0

/** The trial with something added to the base's logits, and nothing after. */
function moved(trial: Trial, by: (mail: TrialMail) => number): Trial {
  const all = (mails: TrialMail[]) => mails.map((mail) => ({ ...mail, offset: mail.offset + by(mail) }))
  return { ...trial, first: all(trial.first), last: all(trial.last), shift: still }
}
