/** Reading the mail of a training, and choosing what of the encoder is read. */
import { findConfiguredEncoder, openConfiguredEncoder } from '../app.js'
import type { Config } from '../config.js'
import { layersOf } from '../encoder/model-folder.js'
import type { OpenEncoder } from '../encoder/open.js'
import { type DatasetOptions, readDataset, type TrainingMail } from '../training/dataset.js'
import { type JudgedReading, judgeReading, nameOf, readingsOf } from '../training/reading.js'
import { Progress } from './progress.js'
import { tableLines } from './table.js'

/** Where the mail comes from, whatever the encoder. */
export type MailSource = Omit<DatasetOptions, 'encoder' | 'onMail'>

/** Mails of each user and class that a reading is judged on. */
const JUDGED = 400

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
  const judged: JudgedReading[] = []
  for (const reading of await candidates(config)) {
    const encoder = await openConfiguredEncoder(config, null, reading)
    try {
      judged.push(judgeReading(reading, await read(freshMail(source, encoder))))
    } finally {
      await encoder.close()
    }
  }
  const best = judged.reduce((a, b) => (b.logLoss < a.logLoss ? b : a))
  for (const line of readingLines(judged, best)) process.stderr.write(`${line}\n`)
  return best.reading
}

async function candidates(config: Config) {
  return readingsOf(await layersOf((await findConfiguredEncoder(config)).folder))
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
