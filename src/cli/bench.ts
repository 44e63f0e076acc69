import type { Command } from 'commander'
import { readIndex } from '../bench/corpora.js'
import { runOneMark } from '../bench/one-mark.js'
import { trainedUsers } from '../bench/overlap.js'
import { fileHash, provenance } from '../bench/provenance.js'
import { command, commandGroup } from './command.js'
import { complain } from './failure.js'
import { withApp } from './open-app.js'
import { Progress } from './progress.js'

interface Options {
  index: string
  count: string
  base?: string
  encoder?: string
  json?: true
}

export function benchCommand(): Command {
  return commandGroup('bench', 'Measures what Hamlet promises.', EXAMPLES, [oneMarkCommand()])
}

const EXAMPLES = [
  'hamlet bench one-mark --index spamassassin/index --base ./base-without-spamassassin',
  'hamlet bench one-mark --index spamassassin/index --count 50 --json',
] as const

function oneMarkCommand(): Command {
  return command(
    'one-mark',
    'Marks mail that a new user gets wrong, once each, and tells how often that mail and a copy of it then stand right.',
    EXAMPLES,
  )
    .requiredOption('--index <file>', 'lines of the form "spam|ham PATH [USER [DATE]]"')
    .option('--count <n>', 'how many mistakes to try', '50')
    .option('--base <folder>', 'another base model; default: the settings')
    .option('--encoder <name>', 'another encoder; default: the settings')
    .action(oneMark)
}

async function oneMark({ index, count, base, encoder, json }: Options, self: Command): Promise<void> {
  if (!/^[1-9]\d{0,5}$/.test(count)) self.error('error: --count must be a whole number above 0')
  const entries = await readIndex(index)
  const changes = {
    database: ':memory:',
    keep: 'nothing' as const,
    ...(base !== undefined && { base }),
    ...(encoder !== undefined && { encoder }),
  }
  await withApp(async (app) => {
    const trained = trainedUsers(entries, app)
    if (trained.length > 0)
      complain(`WARNING: the base or the encoder has seen the labels of ${trained.join(', ')}.`)
    const progress = new Progress('scoring', entries.length)
    const onMail = () => progress.advance(1, 'until enough mistakes are found')
    const report = await runOneMark({ filter: app.filter, entries, count: Number(count), onMail }).finally(
      () => progress.stop(),
    )
    const { mistakes, turned, copiesTurned, scored } = report
    if (json) {
      const run = {
        ...(await provenance()),
        seed: null,
        index: { file: index, sha256: await fileHash(index) },
        encoder: app.encoder.id,
        base: app.base.id,
        trainedUsers: trained,
      }
      console.log(JSON.stringify({ run, ...report }, null, 2))
    } else {
      console.log(
        `${mistakes} mails of ${scored} were judged wrongly. After one mark each, ${turned} of them were judged`,
      )
      console.log(
        `rightly, and ${copiesTurned} of their copies with another recipient, date and tracking link.`,
      )
    }
  }, changes)
}
