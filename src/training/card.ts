/** What a base was trained on, what was chosen, and how good it is on users that were left out: for `base.json`. */
import { LEXICAL_VERSION } from '../features/lexical.js'
import { type Calibration, expectedCalibrationError } from '../heads/calibration.js'
import type { Layout, Precision } from '../heads/head.js'
import type { HamScores } from '../heads/promise.js'
import type { TrainingMail } from './dataset.js'
import type { Parts, Stack } from './stack.js'
import { attempt, MARKS, meanOutcome, type Outcome, type Trial } from './trial.js'
import type { View } from './views.js'

/** One variant of the base, and its trials on left-out users. */
export interface Ablation {
  name: string
  parts: Parts
  embeddingPrecision: number
  calibration: Calibration
  /** Of the words alone. */
  wordsCalibration: Calibration
  adapter: Precision
  /** Of each left-out user, with no marks. */
  ham: HamScores[]
  trials: Trial[]
  layout: Layout
}

export interface Card {
  mails: { corpus: string; user: string; spam: number; ham: number }[]
  lexicalVersion: number
  chosen: { embeddingPrecision: number; calibration: Calibration; trust: Stack['trust'] }
  /** Expected calibration error on left-out users with no marks. */
  calibrationError: number
  /** Left-out users who are served by a domain's words, see heads/domain.ts. */
  domains: { user: string; domain: string }[]
  /** Left-out users: marks drawn from the first 30 % of the mail, judged on the last 70 %. Per cent; log-loss in nats. */
  leftOut: { variant: string; user: string; marks: number; outcome: Outcome }[]
}

/** Draws of marks for each figure: others than those that the choices were made on. */
const DRAWS = 4
const FIRST_DRAW = 1_000

export function cardOf(
  mails: readonly TrainingMail[],
  ablations: readonly Ablation[],
  { trust }: Stack,
  views: readonly View[],
  seed: number,
): Card {
  const seeds = Array.from({ length: DRAWS }, (_, i) => FIRST_DRAW + seed + i)
  const [{ embeddingPrecision, calibration, trials }] = ablations
  const judged = trials.flatMap(({ last }) => last)
  return {
    mails: contents(mails),
    lexicalVersion: LEXICAL_VERSION,
    chosen: { embeddingPrecision, calibration, trust },
    calibrationError: expectedCalibrationError(
      judged.map(({ offset }) => offset),
      judged.map(({ y }) => y),
    ),
    domains: views.flatMap(({ user, domain }) => (domain ? [{ user, domain: domain.name }] : [])),
    leftOut: ablations.flatMap((ablation) => outcomes(ablation, seeds)),
  }
}

function outcomes({ name, trials, layout, adapter }: Ablation, seeds: number[]): Card['leftOut'] {
  return MARKS.flatMap((marks) => {
    const rows = trials.map((trial) => ({
      variant: name,
      user: trial.user,
      marks,
      outcome: attempt(trial, { marks, seeds, layout, precision: adapter }),
    }))
    return [
      ...rows,
      { variant: name, user: 'mean', marks, outcome: meanOutcome(rows.map(({ outcome }) => outcome)) },
    ]
  })
}

/** One row for each user, so that a bench can tell whom the base knows. */
function contents(mails: readonly TrainingMail[]): Card['mails'] {
  const rows = new Map<string, Card['mails'][number]>()
  for (const { corpus, user, y } of mails) {
    const row = rows.get(`${corpus} ${user}`) ?? { corpus, user, spam: 0, ham: 0 }
    rows.set(`${corpus} ${user}`, row)
    row[y > 0 ? 'spam' : 'ham'] += 1
  }
  return [...rows.values()]
}
