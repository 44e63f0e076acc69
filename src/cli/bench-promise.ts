import type { Command } from 'commander'
import { adapterAlone } from '../bench/adapter-alone.js'
import { type PromiseReport, type PromiseSum, runPromise } from '../bench/promise.js'
import { figureCommand, showFigure } from './figure.js'
import { type InstallationOptions, peopleOptions, withInstallations } from './installation.js'
import { wholeNumbers } from './options.js'
import { Progress } from './progress.js'
import { figureColumns, tableLines } from './table.js'

interface Options extends InstallationOptions {
  promises: number[]
  marks: number[]
}

export function promiseBenchCommand(): Command {
  const command = figureCommand(
    'promise',
    'Promises new users at most 1 good mail in N in Junk, and counts how many come there.',
    [
      'hamlet bench promise --index spamassassin/index --base ./base-without-spamassassin',
      'hamlet bench promise --index enron/index --users farmer-d kitchen-l --promises 100,300,1000 --json promise.json',
    ],
  )
  return peopleOptions(command)
    .option('--promises <list>', 'good mails of which one may be lost', wholeNumbers, [100, 300, 1000])
    .option('--marks <list>', 'marks before the judging, drawn from the first mail', wholeNumbers, [0, 100])
    .action(promise)
}

async function promise({ promises, marks, ...options }: Options): Promise<void> {
  await withInstallations(options, async ({ open, people, seeds: [seed], run }) => {
    const progress = new Progress('judging', people.length)
    const onUser = () => progress.advance(1, 'users')
    const report = await open(async ({ threshold, maxMarks, ...parts }) => {
      const filter = await adapterAlone({ ...parts, config: { threshold, maxMarks } })
      return runPromise({ filter, people, promises, marks, seed, onUser })
    }).finally(() => progress.stop())
    await showFigure(
      options.json,
      { run, ...report },
      tableLines(figureColumns(PROMISE_TITLES), promiseRows(report)),
    )
  })
}

export const PROMISE_TITLES = [
  'marks',
  'promised',
  'users it could be made to',
  'and was kept to',
  'good mail in Junk (95 %)',
  'spam in Junk (95 %)',
]

export function promiseRows({ sums }: PromiseReport): string[][] {
  const share = (value: PromiseSum['hamLost']) =>
    value ? `${value.percent.toFixed(2)} % (${value.low.toFixed(2)}–${value.high.toFixed(2)})` : '-'
  return sums.map(({ marks, oneIn, users, kept, hamLost, spamCaught }) => [
    `${marks}`,
    `1 in ${oneIn} (${(100 / oneIn).toFixed(2)} %)`,
    `${users}`,
    `${kept}`,
    share(hamLost),
    share(spamCaught),
  ])
}
