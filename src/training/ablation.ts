/** A base that is fitted and chosen with some of its parts, and what it does for users who were left out of it in turn. */
import type { Calibration } from '../heads/calibration.js'
import type { Layout, Precision } from '../heads/head.js'
import type { HamScores } from '../heads/promise.js'
import {
  chooseAdapterPrecision,
  chooseCalibration,
  chooseEmbeddingPrecision,
  chooseWordsCalibration,
  hamOf,
  leaveEachOut,
  trialsOf,
  usualPrevalence,
} from './select.js'
import type { Parts } from './stack.js'
import { attempt, meanOutcome, type Outcome, type Trial } from './trial.js'
import type { View } from './views.js'

/** One variant of the base, and its trials on left-out users. */
export interface Ablation {
  name: string
  parts: Parts
  embeddingPrecision: number
  calibration: Calibration
  /** Of the words alone. */
  wordsCalibration: Calibration
  /** The share of spam that it expects. */
  prevalence: number
  adapter: Precision
  /** Of each left-out user, with no marks. */
  ham: HamScores[]
  trials: Trial[]
  layout: Layout
}

export interface AblationOptions {
  parts: Parts
  layout: Layout
  /** Decides which marks are drawn in trials. */
  seed: number
  onStep?: ((step: string) => void) | undefined
}

/** What a left-out user, or the mean of them, gets from a variant with so many marks. */
export interface LeftOutRow {
  variant: string
  /** `mean`: all of them, counted alike. */
  user: string
  marks: number
  outcome: Outcome
}

/** Draws of marks for a figure are others than those that the choices were made on. */
const FIRST_DRAW = 1_000

/** What left-out users say of a base with these parts. */
export function fitted(
  name: string,
  views: readonly View[],
  { parts, layout, seed, onStep = () => {} }: AblationOptions,
): Ablation {
  onStep(`${name}: embedding and calibration`)
  const embeddingPrecision = parts.embedding ? chooseEmbeddingPrecision(views, parts) : Infinity
  const leftOut = leaveEachOut(views, parts, embeddingPrecision)
  const calibration = chooseCalibration(leftOut)
  const wordsCalibration = chooseWordsCalibration(leftOut, calibration)
  const prevalence = usualPrevalence(leftOut)
  const trials = trialsOf(leftOut, calibration, prevalence)
  const ham = hamOf(leftOut, calibration)
  onStep(`${name}: adapters`)
  const adapter = chooseAdapterPrecision(trials, layout, parts, seed)
  const calibrated = { embeddingPrecision, calibration, wordsCalibration, prevalence }
  return { name, parts, ...calibrated, adapter, ham, trials, layout }
}

/** Seeds of so many draws of marks, for figures. */
export function figureDraws(seed: number, draws: number): number[] {
  return Array.from({ length: draws }, (_, i) => FIRST_DRAW + seed + i)
}

/** The base and each user's own adapter, for each number of marks. */
export function leftOutRows(
  { name, trials, layout, adapter: precision }: Ablation,
  counts: readonly number[],
  seeds: number[],
): LeftOutRow[] {
  return counts.flatMap((marks) =>
    withMean(
      trials.map((trial) => ({
        ...{ variant: name, user: trial.user, marks },
        outcome: attempt(trial, { marks, seeds, layout, precision }),
      })),
    ),
  )
}

/** Rows of several users, and their mean. */
export function withMean(rows: readonly LeftOutRow[]): LeftOutRow[] {
  return [...rows, { ...rows[0], user: 'mean', outcome: meanOutcome(rows.map(({ outcome }) => outcome)) }]
}
