/** What the benches of several users' installations have in common on the command line. */
import type { Command } from 'commander'
import { remembering } from '../bench/adapter-alone.js'
import { readIndex } from '../bench/corpora.js'
import { type Opening, type Person, peopleOf } from '../bench/installation.js'
import { provenance } from '../bench/provenance.js'
import { readConfig } from '../config.js'
import { BadInput } from '../errors.js'
import { type FigureOptions, hashed, judgedBy, withEmptyApp } from './figure.js'
import { wholeNumber } from './options.js'

export interface InstallationOptions extends FigureOptions {
  index: string[]
  users?: string[]
  sample: number
  /** How many draws of marks; default: one. */
  seeds?: number
}

/** What a bench of installations measures with. */
export interface Bench {
  people: Person[]
  open: Opening
  seeds: number[]
  /** Goes beside the figure. */
  run: object
}

export function peopleOptions(command: Command): Command {
  return command
    .requiredOption('--index <file...>', 'lines of the form "spam|ham PATH [USER [DATE]]"')
    .option('--users <name...>', 'users of these; default: all')
    .option('--sample <n>', 'mails of each user to judge, spread evenly', wholeNumber(6), 500)
}

export function installationOptions(command: Command): Command {
  return peopleOptions(command).option('--seeds <n>', 'draws of marks', wholeNumber(2), 4)
}

/** Opens one base and encoder, which encodes no text twice; each installation of the bench has an empty database of its own. */
export async function withInstallations(
  options: InstallationOptions,
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const entries = (await Promise.all(options.index.map(readIndex))).flat()
  const users = options.users ?? [...new Set(entries.map(({ user }) => user))]
  const known = entries.filter(({ user }) => users.includes(user))
  const people = peopleOf(known, users, options.sample)
  const unlike = people.find(({ last }) => new Set(last.map(({ label }) => label)).size < 2)
  if (unlike)
    throw new BadInput(`The indexes have no ham or no spam of ${unlike.user}; name others as --users.`)
  const seeds = Array.from({ length: options.seeds ?? 1 }, (_, i) => i + 1)
  await withEmptyApp(options, async (first) => {
    const judges = judgedBy(known, first)
    const run = {
      ...(await provenance()),
      ...{ seeds, indexes: await Promise.all(options.index.map(hashed)), ...judges },
    }
    const { createApp } = await import('../app.js')
    const { base } = first
    const encoder = remembering(first.encoder)
    const config = { ...readConfig({ HAMLET_LOG: 'warn', ...process.env }), database: ':memory:' }
    const open: Opening = async (use) => {
      const { store, config: settings, close } = await createApp(config, { encoder, base })
      const { threshold, maxMarks } = settings
      return use({ store, encoder, base, threshold, maxMarks }).finally(close)
    }
    await work({ people, open, seeds, run })
  })
}
