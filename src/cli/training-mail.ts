/** Reading the mail of a training, and choosing what of the encoder is read. */
import type { Command } from 'commander'
import { findConfiguredEncoder, openConfiguredEncoder } from '../app.js'
import { readIndex } from '../bench/corpora.js'
import { halvesOf } from '../bench/halves.js'
import type { Config } from '../config.js'
import { layersOf } from '../encoder/model-folder.js'
import type { OpenEncoder } from '../encoder/open.js'
import { BadInput } from '../errors.js'
import { type DatasetOptions, readDataset, type TrainingMail } from '../training/dataset.js'
import { type JudgedReading, judgeReading, nameOf, type Reading, readingsOf } from '../training/reading.js'
import { Progress } from './progress.js'
import { tableLines } from './table.js'

/** Where the mail comes from, whatever the encoder. */
export type MailSource = Omit<DatasetOptions, 'encoder' | 'onMail'>

/** What commands say of the mail that they train on. */
export interface MailOptions {
  index: string[]
  excludeUser?: string[]
  excludePath?: string[]
  headerless?: string[]
  halve?: string[]
  encoder?: string
  cache?: string
}

/** Mails of each user and class that a reading is judged on. */
const JUDGED = 400

export function mailOptions(command: Command): Command {
  return command
    .requiredOption('--index <file...>', 'lines of the form "spam|ham PATH USER"; one corpus each')
    .option(
      '--exclude-user <name...>',
      'users whose mail is left out, both halves of those that --halve names',
    )
    .option('--exclude-path <part...>', 'mail whose path contains this is left out')
    .option('--headerless <corpus...>', 'corpora, by folder, of which only sender, subject and body are read')
    .option(
      '--halve <user...>',
      'users that are many people: read as two, NAME-a and NAME-b, by where each mail is from',
    )
    .option('--encoder <name>', 'another encoder; default: the settings')
    .option('--cache <folder>', 'keep vectors here, so that the next training need not encode again')
}

export function sourceOf(options: MailOptions): MailSource {
  const { excludeUser = [], halve = [] } = options
  return {
    indexes: options.index,
    cache: options.cache ?? null,
    excludeUsers: excludeUser.flatMap((user) => (halve.includes(user) ? halvesOf(user) : [user])),
    excludePaths: options.excludePath ?? [],
    headerless: options.headerless ?? [],
    halve,
  }
}

/** @throws BadInput where a user to leave out is none of the indexes: a slip of the pen would teach what is to be new. */
export async function checkExcluded({ index, excludeUser = [], halve = [] }: MailOptions): Promise<void> {
  if (excludeUser.length === 0) return
  const entries = (await Promise.all(index.map(readIndex))).flat()
  const users = new Set(entries.map(({ user }) => user))
  const halves = halve.flatMap(halvesOf)
  const unknown = excludeUser.find((user) => !users.has(user) && !halves.includes(user))
  if (unknown === undefined) return
  throw new BadInput(
    `No mail of "${unknown}" is in the indexes, so it cannot be left out; there is mail of ${[...users].sort().join(', ')}.`,
  )
}

export async function read(options: DatasetOptions): Promise<TrainingMail[]> {
  let progress: Progress | undefined
  try {
    return await readDataset({
      ...options,
      onMail(done, total) {
        progress ??= new Progress('reading', total)
        progress.advance(1, `${done} mails`)
      },
    })
  } finally {
    progress?.stop()
  }
}

/**
 * @param asked layers, true for the best of all readings, nothing for the embedding that the model makes
 * @returns the layers to read; null: that embedding
 */
export async function layersToRead(
  asked: true | number[] | undefined,
  source: MailSource,
  config: Config,
): Promise<readonly number[] | null> {
  if (asked === undefined) return null
  if (asked !== true) return asked
  const judged = await ofEachReading(source, config, judgeReading)
  const best = judged.reduce((a, b) => (b.logLoss < a.logLoss ? b : a))
  for (const line of readingLines(judged, best)) process.stderr.write(`${line}\n`)
  return best.reading
}

/** Does work on some mail of users new to the encoder, read each way in turn: as the model reads it, and by its layers. */
export async function ofEachReading<T>(
  source: MailSource,
  config: Config,
  work: (reading: Reading, mails: TrainingMail[]) => T,
): Promise<T[]> {
  const done: T[] = []
  for (const reading of readingsOf(await layersOf((await findConfiguredEncoder(config)).folder))) {
    const encoder = await openConfiguredEncoder(config, null, reading)
    try {
      done.push(work(reading, await read(freshMail(source, encoder))))
    } finally {
      await encoder.close()
    }
  }
  return done
}

/** Of users whose labels the encoder has not seen. */
function freshMail(source: MailSource, encoder: OpenEncoder): DatasetOptions {
  const { supervisedUsers = [] } = encoder.info.manifest
  return {
    ...source,
    encoder,
    most: JUDGED,
    excludeUsers: [...(source.excludeUsers ?? []), ...supervisedUsers],
  }
}

function readingLines(judged: readonly JudgedReading[], best: JudgedReading): string[] {
  const columns = [{ title: 'layers' }, { title: 'log-loss', align: 'right' as const }, { title: '' }]
  const rows = judged.map((each) => [
    nameOf(each.reading),
    each.logLoss.toFixed(4),
    each === best ? 'chosen' : '',
  ])
  return tableLines(columns, rows)
}
