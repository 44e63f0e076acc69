import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { EncoderSwitch } from '../app.js'
import { readConfig } from '../config.js'
import { BadInput } from '../errors.js'
import { command } from './command.js'
import { Progress } from './progress.js'
import { type Column, tableLines } from './table.js'

interface Options {
  yes?: true
  dryRun?: true
  json?: true
}

export function switchCommand(): Command {
  return command(
    'switch',
    'Moves the database to another encoder: embeds kept texts anew and solves every adapter from its marks.',
    [
      'hamlet encoder switch Xenova/all-MiniLM-L6-v2 --dry-run',
      'hamlet encoder switch embedded --yes --json',
    ],
  )
    .argument('<encoder>', 'embedded, a folder or a hub model')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'only say what would be done')
    .action(switchTo)
}

async function switchTo(named: string, { yes, dryRun, json }: Options): Promise<void> {
  const { createSwitch } = await import('../app.js')
  const config = readConfig({ HAMLET_LOG: 'warn', ...process.env })
  // The database may be opened from another folder than this one.
  const encoder = existsSync(named) ? resolve(named) : named
  // To look only makes no database.
  const database = dryRun && !existsSync(config.database) ? ':memory:' : config.database
  const change = await createSwitch({ ...config, database, encoder })
  try {
    const plan = describe(change)
    if (!json) for (const line of planLines(plan)) console.log(line)
    const agreed = !dryRun && (yes || (await isConfirmed()))
    const users = agreed ? await run(change) : null
    const done = { ...plan, switched: agreed, users, setting: encoder }
    if (json) console.log(JSON.stringify(done))
    else for (const line of doneLines(done, config.encoder)) console.log(line)
  } finally {
    await change.close()
  }
}

function describe({ encoder, base, foreign }: EncoderSwitch) {
  const { encoders: from, ...counts } = foreign
  return { from, to: encoder.id, base: base.id, ...counts }
}

type Plan = ReturnType<typeof describe>

const COLUMNS: Column[] = [
  { title: '' },
  { title: 'embedded anew from their text', align: 'right' },
  { title: 'no text kept: by their words alone', align: 'right' },
]

function planLines({ from, to, messages, marks, priors, staged }: Plan): string[] {
  if (from.length === 0 && priors === 0) return [`Nothing in this database is of another encoder than ${to}.`]
  const row = (name: string, { withText, withoutText }: Plan['marks']) => [
    name,
    `${withText}`,
    `${withoutText}`,
  ]
  return [
    `From ${from.join(', ')} to ${to}:`,
    '',
    ...tableLines(COLUMNS, [row('messages', messages), row('marks', marks), ['priors', '-', `${priors}`]]),
    '',
    ...(staged > 0 ? [`${staged} messages were embedded already, before this was cut off.`] : []),
    'The shared head is learned anew. A server that is running goes on with its encoder, and reads what was moved by its',
    'words alone, until it is started again.',
  ]
}

/** Ctrl-C and an end of input mean no. */
async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new BadInput('Nobody is here to be asked: add --yes to switch, or --dry-run to look only.')
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = terminal.question('Switch? [y/N] ')
    return /^y(es)?$/i.test(String(await Promise.race([answer, once(terminal, 'close')])).trim())
  } finally {
    terminal.close()
  }
}

async function run(change: EncoderSwitch): Promise<number> {
  const { messages, staged } = change.foreign
  const progress = new Progress('embedding', messages.withText - staged)
  let done = 0
  try {
    return await change.run(() => {
      done += 1
      progress.advance(1, `${done} mails`)
    })
  } finally {
    progress.stop()
  }
}

function doneLines(
  { switched, users, to, setting }: { switched: boolean; users: number | null; to: string; setting: string },
  environment: string | null,
): string[] {
  if (!switched) return ['Nothing was changed.']
  const lines = [`The database is now of ${to}; the adapters of ${users} users were solved anew.`]
  if (environment === null || environment === setting) {
    return [...lines, 'The next start uses it where HAMLET_ENCODER is not set.']
  }
  return [
    ...lines,
    `HAMLET_ENCODER is ${environment} here, and comes first: set it to ${setting}, or take it away, before the next start.`,
  ]
}
