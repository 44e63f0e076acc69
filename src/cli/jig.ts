import { open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { App } from '../app.js'
import { readIndex } from '../bench/corpora.js'
import { parseFeedback } from '../bench/feedback.js'
import { type JigOptions, type JigReport, runJig } from '../bench/jig.js'
import type { Share } from '../bench/metrics.js'
import { fileHash, provenance } from '../bench/provenance.js'
import { resultLine } from '../bench/result-line.js'
import { type Figures, HEADS, type Result } from '../bench/tally.js'
import { command } from './command.js'
import { withApp } from './open-app.js'
import { Progress } from './progress.js'
import { tableLines } from './table.js'

interface Options {
  index: string
  feedback: string
  users: JigOptions['users']
  out?: string
  limit?: number
  base?: string
  encoder?: string
  json?: true
}

const COLUMNS = [
  { title: 'user' },
  { title: 'head' },
  { title: 'ham', align: 'right' },
  { title: 'spam', align: 'right' },
  { title: 'hm% (95 %)', align: 'right' },
  { title: 'sm% (95 %)', align: 'right' },
  { title: 'lam%', align: 'right' },
  { title: '(1-ROCA)%', align: 'right' },
  { title: 'log-loss', align: 'right' },
  { title: 'marks', align: 'right' },
  { title: 'msg/s', align: 'right' },
] as const

const HEAD_NAMES = { base: 'base', shared: '+ shared', own: '+ adapter' }

export function jigCommand(): Command {
  return command('jig', 'Streams a labelled index through the filter, in order, and measures it.', [
    'hamlet jig --index trec07p/index --feedback immediate --out results.txt',
    'hamlet jig --index trec07p/index --feedback partial:ktwarwic --limit 2000 --json',
  ])
    .requiredOption('--index <file>', 'lines of the form "spam|ham PATH [USER [DATE]]"')
    .option(
      '--feedback <when>',
      'when labels are told: immediate, delayed:N, partial:USER or none',
      'immediate',
    )
    .addOption(
      new Option('--users <whose>', 'a filter for each user of the index, or one filter for all the mail')
        .choices(['index', 'one'])
        .default('index'),
    )
    .option('--out <file>', 'write result lines of the TREC spam track')
    .option('--limit <n>', 'stop after this many messages', wholeNumber)
    .option('--base <folder>', 'another base model; default: the settings')
    .option('--encoder <name>', 'another encoder; default: the settings')
    .action(jig)
}

/** Memory is the database: a run starts with a filter that knows nothing but its base, and leaves nothing behind. */
async function jig(options: Options): Promise<void> {
  await withApp((app) => measure(app, options), {
    database: ':memory:',
    keep: 'nothing',
    ...(options.base !== undefined && { base: options.base }),
    ...(options.encoder !== undefined && { encoder: options.encoder }),
  })
}

async function measure(app: App, options: Options): Promise<void> {
  const feedback = parseFeedback(options.feedback)
  const entries = (await readIndex(options.index)).slice(0, options.limit)
  const run = {
    ...(await provenance()),
    seed: null, // Nothing is drawn at random.
    index: resolve(options.index),
    indexHash: await fileHash(options.index),
    feedback: options.feedback,
    users: options.users,
    encoder: app.encoder.id,
  }
  const report = await stream(options, { filter: app.filter, entries, feedback, users: options.users })
  if (options.json) console.log(JSON.stringify({ run, ...report }, null, 2))
  else for (const line of reportLines(report)) console.log(line)
}

/** Runs the jig with a progress bar, and result lines where they are wanted. */
async function stream({ index, out }: Options, options: JigOptions): Promise<JigReport> {
  const folder = dirname(resolve(index))
  const file = out === undefined ? null : await open(out, 'w')
  const lines = file?.createWriteStream()
  const progress = new Progress('streaming', options.entries.length)
  let done = 0
  const onResult = (result: Result) => {
    lines?.write(`${resultLine(result, folder)}\n`)
    done += 1
    progress.advance(1, `${done} messages`)
  }
  try {
    return await runJig({ ...options, onResult })
  } finally {
    progress.stop()
    await new Promise<void>((ended) => (lines ? lines.end(ended) : ended()))
  }
}

function reportLines({ all, users }: JigReport): string[] {
  const rows = [['all', all] as const, ...Object.entries(users)].flatMap(([user, figures]) =>
    rowsOf(user, figures),
  )
  const refused =
    all.refused === 0 ? [] : ['', `${all.refused} messages were refused by the filter and let through.`]
  return [...tableLines(COLUMNS, rows), ...refused]
}

function rowsOf(user: string, { heads, marks, messagesPerSecond }: Figures): string[][] {
  return HEADS.map((head) => {
    const { ham, spam, hm, sm, lam, roca, logLoss } = heads[head]
    const figures = [share(hm), share(sm), fixed(lam, 2), fixed(roca, 4), fixed(logLoss, 4)]
    const first =
      head === 'base'
        ? [user, `${ham}`, `${spam}`, `${marks}`, messagesPerSecond.toFixed(1)]
        : ['', '', '', '', '']
    return [first[0], HEAD_NAMES[head], first[1], first[2], ...figures, first[3], first[4]]
  })
}

function share(value: Share | null): string {
  return value === null
    ? '-'
    : `${value.percent.toFixed(2)} (${value.low.toFixed(2)}-${value.high.toFixed(2)})`
}

function fixed(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits)
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.')
  return Number(text)
}
