import { writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { errorPlot } from '../bench/error-plot.js'
import { WAYS, type Way } from '../bench/marking.js'
import { provenance } from '../bench/provenance.js'
import { transferReport } from '../bench/transfer-report.js'
import { described } from './command.js'
import { hashed, showFigure } from './figure.js'
import { list, wholeNumber, wholeNumbers } from './options.js'
import { addPeerOptions } from './peers.js'
import { runTransfer, type TransferOptions, type TransferRun } from './transfer-run.js'
import { transferLines } from './transfer-table.js'

interface Options extends TransferOptions {
  json?: string | true
  svg?: string
}

export function transferCommand(): Command {
  const command = described(
    'transfer',
    'Compares Hamlet with other filters for users whom none of them knows: after no marks, after drawn ones, after corrections.',
    [
      'hamlet bench transfer --train enron/index trec07p/index --test enron/index --users williams-w3,kitchen-l --peers bogofilter',
      'hamlet bench transfer --train */index --test spamassassin/index --users spamassassin --choose random corrections --json figure.json --svg figure.svg',
    ],
  )
  return addPeerOptions(command)
    .requiredOption(
      '--train <index...>',
      'labelled mail of other people: "spam|ham PATH USER", one corpus each',
    )
    .requiredOption('--test <index...>', 'labelled mail of the users')
    .requiredOption('--users <names>', 'users to test, each as somebody new', list)
    .option('--marks <counts>', 'numbers of marks', wholeNumbers, [0, 1, 5, 20, 50, 100])
    .addOption(
      new Option(
        '--choose <way...>',
        'marks are drawn, or are the corrections of mistakes as mail streams by',
      )
        .choices(WAYS)
        .default(['random'] satisfies Way[]),
    )
    .option('--seeds <n>', 'draws of marks that are averaged', wholeNumber(6), 4)
    .addOption(
      new Option('--base <which>', 'our base: trained without the user, or the one in the settings')
        .choices(['retrain', 'shipped'])
        .default('retrain'),
    )
    .option(
      '--encoder <name...>',
      'encoders; each user is judged with the first that has not seen their labels',
    )
    .option(
      '--halve <user...>',
      'users that are many people: learned from as two, NAME-a and NAME-b, by where each mail is from',
    )
    .option('--sample <n>', 'judge on this many mails of each user, spread over time', wholeNumber(6))
    .option('--svg <file>', 'draw errors against marks')
    .option('--json [file]', 'print JSON instead of a table, or write it to a file beside the table')
    .action(transfer)
}

async function transfer(options: Options): Promise<void> {
  const about = await provenance()
  const run = await runTransfer(options)
  const report = transferReport(run.results, 1)
  if (options.svg !== undefined) await writeFile(options.svg, errorPlot(report.rows))
  await showFigure(options.json, { run: { ...about, ...(await describe(options, run)) }, ...report }, [
    ...transferLines(report),
  ])
}

/** What the figures depend on, beside the program and the machine. */
async function describe(options: Options, { users, peers }: TransferRun) {
  const { choose, marks, seeds, sample = null, base, headerless = [], halve = [] } = options
  return {
    seed: 1,
    train: await Promise.all(options.train.map(hashed)),
    test: await Promise.all(options.test.map(hashed)),
    ...{ choose, marks, seeds, sample, base, headerless, halve, users, peers },
  }
}
