import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import type { App } from '../app.js'
import type { Scored } from '../filter.js'
import type { Verdict } from '../types.js'
import { command } from './command.js'
import { eachMail, type Outcome } from './each-mail.js'
import { withApp } from './open-app.js'
import { filesArgument, userOption } from './options.js'
import { spamFrom } from './spam-from.js'
import { tableLine, titleLine } from './table.js'

interface Options {
  user: string
  json?: true
}

/** What is printed of one mail. */
interface Row extends Scored {
  sender: string | null
  subject: string | null
}

type Counts = Record<Verdict, number>

const COLUMNS = [
  { title: 'verdict', width: 7 },
  { title: 'spam', width: 6 },
  { title: 'from', width: 26 },
  { title: 'subject', width: 44 },
  { title: 'file' },
]

export function scoreCommand(): Command {
  return command('score', 'Scores mail for a user and prints the verdict on each.', [
    'hamlet score ~/Maildir --user anna',
    'hamlet score --json < message.eml',
  ])
    .addArgument(filesArgument())
    .addOption(userOption())
    .action((files: string[], options: Options) => withApp((app) => score(app, files, options)))
}

async function score(app: App, files: string[], { user, json }: Options): Promise<void> {
  if (!json) console.log(titleLine(COLUMNS))
  const counts: Counts = { spam: 0, unsure: 0, ham: 0 }
  const promised = { mails: 0, says: '' }
  const outcome = await eachMail(files, {
    what: 'scoring',
    // One mail is parsed here while each core encodes another.
    concurrency: 2 * availableParallelism(),
    work: (raw) => scoreOne(app, user, raw),
    line: (row, name) => {
      counts[row.verdict]++
      if (isKeptByPromise(row)) {
        promised.mails++
        promised.says = spamFrom(row)
      }
      return json ? JSON.stringify({ file: name, ...row }) : describe(row, name)
    },
  })
  if (json) return
  console.log(summary(counts, outcome))
  if (promised.mails > 0) console.log(`${promised.mails} unsure by the promise alone: ${promised.says}`)
}

function isKeptByPromise({ verdict, probability, threshold, promise }: Scored): boolean {
  return promise !== null && verdict === 'unsure' && probability >= threshold
}

/** Sender and subject come from the score log, so that the setting that leaves them out there leaves them out here. */
async function scoreOne(app: App, user: string, raw: Buffer): Promise<Row> {
  const scored = await app.filter.score(user, raw)
  const logged = await app.store.message(user, scored.id)
  return { ...scored, sender: logged?.sender ?? null, subject: logged?.subject ?? null }
}

function describe(row: Row, name: string): string {
  return tableLine(COLUMNS, [
    row.verdict,
    row.probability.toFixed(4),
    row.sender ?? '',
    row.subject ?? '',
    name,
  ])
}

function summary({ spam, unsure, ham }: Counts, { done, failures, rate }: Outcome): string {
  const failed = failures === 0 ? '' : `, ${failures} not judged`
  return `${done} mails: ${spam} spam, ${unsure} unsure, ${ham} ham${failed} (${rate.toFixed(1)} mails/s)`
}
