import type { Command } from 'commander'
import { adapterAlone } from '../bench/adapter-alone.js'
import { readIndex } from '../bench/corpora.js'
import { type DriftReport, LEAST, readOthers, readSeries, runDrift } from '../bench/drift.js'
import { type NeighboursReport, neighbours, runNeighbours } from '../bench/neighbours.js'
import { provenance } from '../bench/provenance.js'
import { BadInput } from '../errors.js'
import { type FigureOptions, figureCommand, hashed, judgedBy, showFigure, withEmptyApp } from './figure.js'
import { wholeNumber } from './options.js'
import { Progress } from './progress.js'
import { figureColumns, tableLines } from './table.js'

interface Options extends FigureOptions {
  index: string
  others: number
}

const HOUR = 3_600_000

export function driftCommand(): Command {
  return figureCommand(
    'drift',
    'Marks each sender’s mail ham for a long time and then spam, and tells how soon the filter follows, and what marks on another sender of its host cost one that is loved.',
    [
      'hamlet bench drift --index spamassassin/index --base ./base-without-spamassassin',
      'hamlet bench drift --index modern/index --base ./base-without-modern --json drift-newsletters.json',
    ],
  )
    .requiredOption('--index <file>', 'lines of the form "spam|ham PATH [USER [DATE]]"')
    .option('--others <n>', 'mails of other senders of each class, half of them marked', wholeNumber(4), 40)
    .action(drift)
}

async function drift({ index, others: each, ...options }: Options): Promise<void> {
  const entries = await readIndex(index)
  const series = await readSeries(entries)
  if (series.length === 0) throw new BadInput(`No sender has ${LEAST} mails of ham in ${index}.`)
  const others = await readOthers(entries, series, each)
  await withEmptyApp(options, async (app) => {
    const judges = judgedBy(entries, app)
    let hours = 0
    const filter = await adapterAlone(app, () => HOUR * hours++)
    const progress = new Progress('marking', series.length + neighbours(series).length)
    const onSeries = () => progress.advance(1, 'senders')
    const given = { filter, series, others, onSeries }
    const measure = async () => ({ ...(await runDrift(given)), neighbours: await runNeighbours(given) })
    const report = await measure().finally(() => progress.stop())
    const run = {
      ...(await provenance()),
      ...{ seed: null, index: await hashed(index), ...judges },
    }
    await showFigure(options.json, { run, ...report }, driftLines(report))
  })
}

export const DRIFT_TITLES = [
  'contrary marks',
  'later mail in Junk',
  'senders all of whose later mail is',
  'other mail judged wrongly',
]

/** A row for each number of contrary marks. */
export function driftRows({ series, later, inJunk, turned, others, wrong }: DriftReport): string[][] {
  return inJunk.map((k, marks) => [
    `${marks}`,
    percent(k, later),
    `${turned[marks]} of ${series}`,
    percent(wrong[marks], others),
  ])
}

export const NEIGHBOURS_TITLES = [
  'spam marks on a sender of its host',
  'later mail of the loved sender in Junk',
  'of the other one',
]

/** A row for each number of spam marks. */
export function neighboursRows({ marks, loved, unwanted }: NeighboursReport): string[][] {
  return marks.map((k, row) => [
    `${k}`,
    percent(loved.inJunk[row], loved.later),
    percent(unwanted.inJunk[row], unwanted.later),
  ])
}

function percent(k: number, n: number): string {
  return `${((100 * k) / n).toFixed(1)} %`
}

function driftLines(report: DriftReport & { neighbours: NeighboursReport }): string[] {
  const { pairs } = report.neighbours
  const lines = [
    `${report.series} senders, each marked ham ${Math.round(report.loved / report.series)} times on average before:`,
    '',
    ...tableLines(figureColumns(DRIFT_TITLES), driftRows(report)),
  ]
  if (pairs === 0) return [...lines, '', 'No two of the senders are of one host.']
  return [
    ...lines,
    '',
    `${pairs} times a sender that is loved, and another one of its host that is not:`,
    '',
    ...tableLines(figureColumns(NEIGHBOURS_TITLES), neighboursRows(report.neighbours)),
  ]
}
