import type { Command } from 'commander'
import { adapterAlone } from '../bench/adapter-alone.js'
import { readIndex } from '../bench/corpora.js'
import { runOneMark } from '../bench/one-mark.js'
import { provenance } from '../bench/provenance.js'
import { type FigureOptions, figureCommand, hashed, judgedBy, showFigure, withEmptyApp } from './figure.js'
import { Progress } from './progress.js'

interface Options extends FigureOptions {
  index: string
  count: string
}

export function oneMarkCommand(): Command {
  return figureCommand(
    'one-mark',
    'Marks mail that a new user gets wrong, once each, and tells how often that mail and a copy of it then stand right.',
    [
      'hamlet bench one-mark --index spamassassin/index --base ./base-without-spamassassin',
      'hamlet bench one-mark --index spamassassin/index --count 50 --json',
    ],
  )
    .requiredOption('--index <file>', 'lines of the form "spam|ham PATH [USER [DATE]]"')
    .option('--count <n>', 'how many mistakes to try', '50')
    .action(oneMark)
}

async function oneMark({ index, count, ...options }: Options, self: Command): Promise<void> {
  if (!/^[1-9]\d{0,5}$/.test(count)) self.error('error: --count must be a whole number above 0')
  const entries = await readIndex(index)
  await withEmptyApp(options, async (app) => {
    const judges = judgedBy(entries, app)
    const progress = new Progress('scoring', entries.length)
    const onMail = () => progress.advance(1, 'until enough mistakes are found')
    const filter = await adapterAlone(app)
    const report = await runOneMark({ filter, entries, count: Number(count), onMail }).finally(() =>
      progress.stop(),
    )
    const run = {
      ...(await provenance()),
      ...{ seed: null, index: await hashed(index), ...judges },
    }
    const { mistakes, turned, copiesTurned, scored } = report
    await showFigure(options.json, { run, ...report }, [
      `${mistakes} mails of ${scored} were judged wrongly. After one mark each, ${turned} of them were judged`,
      `rightly, and ${copiesTurned} of their copies with another recipient, date and tracking link.`,
    ])
  })
}
