/**
 * What each head is worth to a left-out user: the base alone, with the shared head that the other left-out users' marks and the
 * user's own make, with the user's own adapter, and with both. Nobody is known to the base that judges their mail, as in an
 * installation of new users; a refit that the gate refuses is not in force. (Each of these bases scales x by gains of its own, which
 * differ little: to the shared head they are one feature space.)
 */
import { logit } from '../heads/head.js'
import { keyOf, refitShared } from '../heads/shared.js'
import { type Ablation, type LeftOutRow, withMean } from './ablation.js'
import { sharedPrecision } from './select.js'
import { attempt, marksOf, meanOutcome, type Outcome, type Trial } from './trial.js'

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

export const HEADS = ['base', 'base + shared', 'base + adapter', 'base + shared + adapter'] as const
type Outcomes = Record<(typeof HEADS)[number], Outcome>

export function headAblation(ablation: Ablation, options: HeadAblationOptions): HeadAblation {
  const { trials } = ablation
  const { counts, seeds } = options
  let published = 0
  const cells = counts.flatMap((marks) =>
    trials.map((trial) => {
      const drawn = seeds.map((seed) => {
        const shared = withShared(trial, marks, seed, ablation, options)
        if (shared !== null) published += 1
        return outcomes(trial, shared ?? trial, marks, seed, ablation)
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

/** The trial with the shared head's logits in its offsets; null: the refit is no better than none. */
function withShared(
  trial: Trial,
  marks: number,
  seed: number,
  { trials, layout, adapter }: Ablation,
  { many }: HeadAblationOptions,
): Trial | null {
  const users = trials.map(({ first, ...each }) =>
    marksOf(first, each.user === trial.user ? marks : many, seed).map((mark) => ({
      ...mark,
      key: keyOf(mark.id),
    })),
  )
  const precision = { precision: sharedPrecision(adapter), adapterPrecision: adapter }
  const { head, gate } = refitShared({ users, current: null, layout, ...precision })
  if (!gate.published) return null
  const raised = (mails: Trial['first']) =>
    mails.map((mail) => ({ ...mail, offset: mail.offset + logit(head, mail.sample) }))
  return { ...trial, first: raised(trial.first), last: raised(trial.last) }
}

function outcomes(
  base: Trial,
  shared: Trial,
  marks: number,
  seed: number,
  { layout, adapter: precision }: Ablation,
): Outcomes {
  const after = (trial: Trial, count: number) =>
    attempt(trial, { marks: count, seeds: [seed], layout, precision })
  return {
    base: after(base, 0),
    'base + shared': after(shared, 0),
    'base + adapter': after(base, marks),
    'base + shared + adapter': after(shared, marks),
  }
}
