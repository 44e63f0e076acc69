import type { Command } from 'commander'
import { openConfiguredEncoder } from '../app.js'
import { provenance } from '../bench/provenance.js'
import { type Config, readConfig } from '../config.js'
import { type Ablation, figureDraws, type LeftOutRow, leftOutRows } from '../training/ablation.js'
import type { TrainingMail } from '../training/dataset.js'
import {
  FEATURE_VARIANTS,
  type FeatureAblationOptions,
  featureAblations,
} from '../training/feature-ablation.js'
import { type HeadAblation, headAblation } from '../training/head-ablation.js'
import { readingAblation } from '../training/reading.js'
import { MARKS } from '../training/trial.js'
import { described } from './command.js'
import { hashed, showFigure } from './figure.js'
import { wholeNumber, wholeNumbers } from './options.js'
import { Progress } from './progress.js'
import { figureColumns, tableLines } from './table.js'
import {
  checkExcluded,
  type MailOptions,
  mailOptions,
  ofEachReading,
  read,
  sourceOf,
} from './training-mail.js'

interface Options extends MailOptions {
  marks: number[]
  many: number
  seeds: number
  layers?: true
  json?: string | true
}

/** Rows of each left-out user, and of their mean. */
export interface AblationFigure {
  run: { encoder: string; users: string[]; marks: number[]; many: number; seeds: number }
  features: LeftOutRow[]
  heads: HeadAblation
  /** Null: not asked for. */
  layers: LeftOutRow[] | null
}

/** Decides which marks are drawn while the parts are chosen, and which ones for the figures. */
const SEED = 1

export function ablationCommand(): Command {
  const command = described(
    'ablation',
    'Tells what each kind of feature, each head and each layer of the encoder is worth to users left out of the training.',
    [
      'hamlet bench ablation --index enron/index trec07p/index spamassassin/index lingspam/index --cache var/train',
      'hamlet bench ablation --index */index --halve modern --headerless modern --layers --json ablation.json',
    ],
  )
  return mailOptions(command)
    .option('--marks <counts>', 'numbers of marks', wholeNumbers, [...MARKS])
    .option('--many <n>', 'marks of each other user that the shared head learns from', wholeNumber(4), 200)
    .option('--seeds <n>', 'draws of marks that are averaged', wholeNumber(2), 4)
    .option('--layers', 'also each layer of the encoder by itself: some mail is encoded once for each')
    .option('--json [file]', 'print JSON instead of a table, or write it to a file beside the table')
    .action(ablation)
}

async function ablation(options: Options): Promise<void> {
  const { marks, many, seeds } = options
  const given = readConfig(process.env)
  const config = { ...given, encoder: options.encoder ?? given.encoder }
  await checkExcluded(options)
  const about = await provenance()
  const { encoder, features, heads } = await ofParts(options, config)
  const layers = options.layers ? await ofLayers(options, config) : null
  const users = [...new Set(features.map(({ user }) => user))].filter((user) => user !== 'mean')
  const { cache: _, indexes, ...source } = sourceOf(options)
  const mail = { indexes: await Promise.all(indexes.map(hashed)), ...source }
  const run = { ...about, seed: SEED, ...mail, encoder, users, marks, many, seeds }
  const figure: AblationFigure = { run, features, heads, layers }
  await showFigure(options.json, figure, ablationLines(figure))
}

async function ofParts(options: Options, config: Config) {
  const encoder = await openConfiguredEncoder(config)
  try {
    const mails = await read({ ...sourceOf(options), encoder })
    const { id, dimension, info } = encoder
    const { supervisedUsers = [] } = info.manifest
    return { encoder: id, ...measure(mails, { dimension, supervisedUsers }, options) }
  } finally {
    await encoder.close()
  }
}

function measure(
  mails: TrainingMail[],
  encoder: FeatureAblationOptions['encoder'],
  { marks: counts, many, seeds: draws }: Options,
): Pick<AblationFigure, 'features' | 'heads'> {
  const seeds = figureDraws(SEED, draws)
  const progress = new Progress('measuring', FEATURE_VARIANTS)
  const onStep = (step: string) => progress.advance(0, step)
  const features: LeftOutRow[] = []
  try {
    let whole: Ablation | undefined
    for (const variant of featureAblations(mails, { encoder, seed: SEED, onStep })) {
      features.push(...leftOutRows(variant, counts, seeds))
      progress.advance(1, variant.name)
      whole = variant
    }
    return { features, heads: headAblation(whole as Ablation, { counts, many, seeds }) }
  } finally {
    progress.stop()
  }
}

async function ofLayers(options: Options, config: Config): Promise<LeftOutRow[]> {
  const { marks, seeds } = options
  const rows = await ofEachReading(sourceOf(options), config, (reading, mails) =>
    leftOutRows(readingAblation(reading, mails, SEED), marks, figureDraws(SEED, seeds)),
  )
  return rows.flat()
}

/** A row a variant: the mean user's errors in per cent, by marks. */
export function ablationRows(rows: readonly LeftOutRow[]): string[][] {
  const means = rows.filter(({ user }) => user === 'mean')
  return [...new Set(means.map(({ variant }) => variant))].map((variant) => {
    const same = means.filter((row) => row.variant === variant)
    return [variant, ...same.map(({ outcome }) => outcome.errors.toFixed(2))]
  })
}

export function ablationTitles(first: string, marks: readonly number[]): string[] {
  return [first, ...marks.map((count) => (count === 1 ? '1 mark' : `${count} marks`))]
}

function ablationLines({ run, features, heads, layers }: AblationFigure): string[] {
  const part = (first: string, rows: LeftOutRow[]) => [
    ...tableLines(figureColumns(ablationTitles(first, run.marks), 'left'), ablationRows(rows)),
    '',
  ]
  return [
    `Errors in per cent, mean of ${run.users.join(', ')}, each left out of the training in turn:`,
    '',
    ...part('features', features),
    ...part('heads', heads.rows),
    ...(layers === null ? [] : part('layers', layers)),
    `${heads.published} of ${heads.refits} refits of the shared head were published.`,
  ]
}
