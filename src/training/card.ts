/** What a base was trained on, what was chosen, and how good it is on users that were left out: for `base.json`. */
import { LEXICAL_VERSION } from '../features/lexical.js'
import { type Calibration, expectedCalibrationError } from '../heads/calibration.js'
import { type Ablation, figureDraws, type LeftOutRow, leftOutRows } from './ablation.js'
import type { TrainingMail } from './dataset.js'
import type { Stack } from './stack.js'
import { logitsAfter, MARKS } from './trial.js'
import type { View } from './views.js'

export interface Card {
  mails: { corpus: string; user: string; spam: number; ham: number }[]
  lexicalVersion: number
  chosen: { embeddingPrecision: number; calibration: Calibration; trust: Stack['trust'] }
  /** Expected calibration error on the mail of all left-out users, after so many marks drawn at random. */
  calibrationError: { marks: number; error: number }[]
  /** Left-out users who are served by a domain's words, see heads/domain.ts. */
  domains: { user: string; domain: string }[]
  /** Left-out users: marks drawn from the first 30 % of the mail, judged on the last 70 %. Per cent; log-loss in nats. */
  leftOut: LeftOutRow[]
}

/** Draws of marks for each figure. */
const DRAWS = 4
const CALIBRATED_AT = [0, 50]

export function cardOf(
  mails: readonly TrainingMail[],
  ablation: Ablation,
  { trust }: Stack,
  views: readonly View[],
  seed: number,
): Card {
  const seeds = figureDraws(seed, DRAWS)
  const { embeddingPrecision, calibration } = ablation
  return {
    mails: contents(mails),
    lexicalVersion: LEXICAL_VERSION,
    chosen: { embeddingPrecision, calibration, trust },
    calibrationError: CALIBRATED_AT.map((marks) => ({
      marks,
      error: calibrationError(ablation, marks, seeds),
    })),
    domains: views.flatMap(({ user, domain }) => (domain ? [{ user, domain: domain.name }] : [])),
    leftOut: leftOutRows(ablation, MARKS, seeds),
  }
}

/** As the filter judges them: by what their mail so far tells of how much is spam, and their own adapter. Mean over the draws. */
function calibrationError(
  { trials, layout, adapter: precision }: Ablation,
  marks: number,
  seeds: number[],
): number {
  const errors = seeds.map((seed) => {
    const judged = trials.flatMap((trial) => logitsAfter(trial, { marks, seed, layout, precision }))
    return expectedCalibrationError(
      judged.map(({ logit }) => logit),
      judged.map(({ y }) => y),
    )
  })
  return errors.reduce((sum, error) => sum + error, 0) / errors.length
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
