import type { Command } from 'commander'
import { adapterAlone } from '../bench/adapter-alone.js'
import { readIndex } from '../bench/corpora.js'
import { provenance } from '../bench/provenance.js'
import { LABELS, mailsNeeded, runSolve, type SolveRow, type Times } from '../bench/solve.js'
import { BadInput } from '../errors.js'
import { shuffled } from '../training/draws.js'
import { type FigureOptions, figureCommand, hashed, judgedBy, showFigure, withEmptyApp } from './figure.js'
import { wholeNumber, wholeNumbers } from './options.js'
import { Progress } from './progress.js'
import { figureColumns, tableLines } from './table.js'

interface Options extends FigureOptions {
  index: string
  marks: number[]
  repeats: number
}

export interface SolveFigure {
  run: { cpu: string; repeats: number }
  rows: SolveRow[]
}

const SEED = 1

export function solveCommand(): Command {
  return figureCommand(
    'solve',
    'Times a mark, from the call until the adapter is solved, and taking it back, for users of few marks and of many.',
    [
      'hamlet bench solve --index spamassassin/index --base ./base-without-spamassassin',
      'hamlet bench solve --index spamassassin/index --marks 2000 --repeats 50 --json solve.json',
    ],
  )
    .requiredOption('--index <file>', 'lines of the form "spam|ham PATH [USER [DATE]]"; read as one user’s')
    .option('--marks <counts>', 'numbers of marks', wholeNumbers, [10, 100, 500, 2000])
    .option('--repeats <n>', 'marks that are made and taken back at each number', wholeNumber(4), 20)
    .action(solve)
}

async function solve({ index, marks: counts, repeats, ...options }: Options): Promise<void> {
  if (counts[0] === 0) throw new BadInput('No mark takes no time: begin --marks with 1 or more.')
  const entries = await readIndex(index)
  const needed = mailsNeeded(counts, repeats)
  if (entries.length < needed) {
    throw new BadInput(
      `${index} names ${entries.length} mails, and ${needed} are needed; ask for fewer --marks.`,
    )
  }
  await withEmptyApp(options, async (app) => {
    const judges = judgedBy(entries, app)
    const progress = new Progress('marking', LABELS.length * counts.length * repeats)
    const rows = await runSolve({
      ...{ filter: await adapterAlone(app), store: app.store, counts, repeats },
      entries: shuffled(entries, SEED),
      onRepeat: () => progress.advance(1, 'marks'),
    }).finally(() => progress.stop())
    const run = {
      ...(await provenance()),
      ...{ seed: SEED, index: await hashed(index), repeats, ...judges },
    }
    const figure: SolveFigure = { run, rows }
    await showFigure(options.json, figure, tableLines(figureColumns(SOLVE_TITLES, 'left'), solveRows(rows)))
  })
}

export const SOLVE_TITLES = [
  'labels',
  'marks',
  'a mark (95 %)',
  'taking it back (95 %)',
  'first after a start',
]

export function solveRows(rows: readonly SolveRow[]): string[][] {
  const ms = ({ median, p95 }: Times) => `${median.toFixed(1)} ms (${p95.toFixed(1)})`
  return rows.map(({ labels, marks, first, mark, unmark }) => [
    labels,
    `${marks}`,
    ms(mark),
    ms(unmark),
    `${first.toFixed(1)} ms`,
  ])
}
