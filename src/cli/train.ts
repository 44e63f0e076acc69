import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { openConfiguredEncoder } from '../app.js'
import { readConfig } from '../config.js'
import type { Base } from '../heads/base.js'
import { encodeBase } from '../heads/base-files.js'
import type { Card } from '../training/card.js'
import type { TrainingMail } from '../training/dataset.js'
import { type TrainOptions, train } from '../training/train.js'
import { MARKS } from '../training/trial.js'
import { command } from './command.js'
import { tableLines } from './table.js'
import {
  checkExcluded,
  layersToRead,
  type MailOptions,
  mailOptions,
  read,
  sourceOf,
} from './training-mail.js'

interface Options extends MailOptions {
  out: string
  layers?: true | number[]
  name: string
  seed: number
  json?: true
}

export function trainCommand(): Command {
  const made = command('train', 'Trains a base model on labelled mail of several users.', [
    'hamlet train --index enron/index trec07p/index spamassassin/index --out my-base',
    'hamlet train --index */index --exclude-user ktwarwic --cache var/train --out base-without-ktwarwic --json',
  ])
  return mailOptions(made)
    .requiredOption('--out <folder>', 'where base.json and base.bin are written')
    .option(
      '--layers [layer...]',
      'layers of the encoder to read, 0 being its word table; without numbers the best for users left out',
      layerNumber,
    )
    .option('--name <name>', 'name of the base', 'hamlet')
    .option('--seed <n>', 'which marks are drawn in trials', wholeNumber, 1)
    .action(run)
}

async function run(options: Options): Promise<void> {
  const given = readConfig(process.env)
  const config = { ...given, encoder: options.encoder ?? given.encoder }
  await checkExcluded(options)
  const source = sourceOf(options)
  const layers = await layersToRead(options.layers, source, config)
  const encoder = await openConfiguredEncoder(config, null, layers)
  try {
    const mails = await read({ ...source, encoder })
    const { id, dimension, info } = encoder
    const about = { id, dimension, layers, supervisedUsers: info.manifest.supervisedUsers ?? [] }
    const base = trainOn(mails, { ...options, encoder: about })
    await write(options.out, base)
    report(base, options)
  } finally {
    await encoder.close()
  }
}

function trainOn(mails: TrainingMail[], options: Omit<TrainOptions, 'onStep'>): Base {
  const started = Date.now()
  const onStep = (step: string) => {
    if (process.stderr.isTTY)
      process.stderr.write(`${Math.round((Date.now() - started) / 1000)} s  ${step}\n`)
  }
  return train(mails, { ...options, onStep })
}

async function write(folder: string, base: Base): Promise<void> {
  const { json, bin } = encodeBase(base)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'base.bin'), bin)
  await writeFile(join(folder, 'base.json'), json)
}

const COLUMNS = [
  { title: 'left-out user' },
  ...MARKS.map((marks) => ({ title: `${marks} marks`, align: 'right' as const })),
]

function report(base: Base, options: Options): void {
  const card = base.card as unknown as Card
  if (options.json) {
    console.log(
      JSON.stringify({ id: base.id, encoder: base.encoder, precision: base.precision, ...card }, null, 2),
    )
    return
  }
  const users = [...new Set(card.leftOut.map(({ user }) => user))]
  const cells = users.map((user) => [user, ...MARKS.map((marks) => errorsOf(card, user, marks))])
  console.log('Errors in per cent on the last 70 % of users left out in turn:\n')
  for (const line of tableLines(COLUMNS, cells)) console.log(line)
  console.log(`\n${base.id} is in ${options.out}.`)
}

function errorsOf({ leftOut }: Card, user: string, marks: number): string {
  const row = leftOut.find((each) => each.user === user && each.marks === marks)
  return row?.outcome.errors.toFixed(2) ?? '-'
}

function layerNumber(text: string, before: true | number[] | undefined): number[] {
  return [...(Array.isArray(before) ? before : []), wholeNumber(text)]
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
