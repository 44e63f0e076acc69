import { open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { App } from '../app.js'
import { readIndex } from '../bench/corpora.js'
import { checkFeedback, parseFeedback } from '../bench/feedback.js'
import { type JigOptions, type JigReport, runJig } from '../bench/jig.js'
import { type Seen, trainedUsers, trainedWarning } from '../bench/overlap.js'
import { provenance } from '../bench/provenance.js'
import { resultLine } from '../bench/result-line.js'
import type { Result } from '../bench/tally.js'
import { shuffled } from '../training/draws.js'
import { complain } from './failure.js'
import { type FigureOptions, figureCommand, hashed, showFigure, withEmptyApp } from './figure.js'
import { checkPeers, type JigPeerOptions, jigPeers } from './jig-peers.js'
import { jigLines } from './jig-table.js'
import { wholeNumber } from './options.js'
import { addPeerOptions } from './peers.js'
import { Progress } from './progress.js'

interface Options extends FigureOptions, JigPeerOptions {
  index: string
  feedback: string
  out?: string
  limit?: number
  shuffle?: number
}

export function jigCommand(): Command {
  const command = figureCommand(
    'jig',
    'Streams a labelled index through the filter, and through others, in order, and measures it.',
    [
      'hamlet jig --index trec07p/index --feedback immediate --out results.txt',
      'hamlet jig --index trec07p/index --feedback partial:ktwarwic --limit 2000 --json',
      'hamlet jig --index trec07p/index --users one --base without-trec --peers bogofilter,rspamd --teach enron/index lingspam/index',
    ],
  )
  return addPeerOptions(command)
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
    .option('--shuffle <seed>', 'draw the order anew, for an index that is sorted by class', wholeNumber(9))
    .option('--limit <n>', 'stop after this many messages', wholeNumber(9))
    .addOption(
      new Option(
        '--teach <index...>',
        'mail that peers learn first, less that of the users of the stream',
      ).default([], 'none'),
    )
    .action(jig)
}

/** Peers come first, so that it is known at once when one is not installed; and we have the machine to ourselves. */
async function jig(options: Options): Promise<void> {
  const feedback = parseFeedback(options.feedback)
  const { users, shuffle, peers } = options
  const index = await readIndex(options.index)
  checkFeedback(feedback, index)
  const entries = (shuffle === undefined ? index : shuffled(index, shuffle)).slice(0, options.limit)
  checkPeers(entries, options)
  await withEmptyApp(options, async (app) => {
    const trained = trainedUsers(entries, app)
    const warning = trainedWarning(trained)
    if (warning !== null) complain(`${warning} ${ADVICE}`)
    const run = await describeRun(app, options, trained)
    const beside = peers.length === 0 ? null : await jigPeers(app, { entries, feedback }, options)
    const report = await stream(options, { filter: app.filter, entries, feedback, users })
    await showFigure(options.json, { run, ...report, ...(beside && { beside }) }, jigLines(report, beside))
  })
}

const ADVICE =
  'These figures say nothing about a new user; train a base without them (hamlet train --exclude-user) and name it with --base.'

/** What the figures depend on. `seed` drew the order; null: the order of the index. */
async function describeRun(
  { encoder, base, config: { threshold, promise, maxMarks } }: App,
  { index, feedback, users, shuffle }: Options,
  trained: Seen,
) {
  return {
    ...(await provenance()),
    seed: shuffle ?? null,
    index: await hashed(index),
    feedback,
    users,
    encoder: encoder.id,
    base: base.id,
    ...{ threshold, promise, maxMarks },
    trainedUsers: trained,
  }
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
