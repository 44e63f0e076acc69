import { join } from 'node:path'
import type { Command } from 'commander'
import { readCampaigns } from '../bench/campaigns.js'
import type { Person } from '../bench/installation.js'
import { type Moved, runAgreement, runShared, type SharedReport } from '../bench/shared.js'
import { packageRoot } from '../config.js'
import { BadInput } from '../errors.js'
import { figureCommand, showFigure } from './figure.js'
import { type InstallationOptions, installationOptions, withInstallations } from './installation.js'
import { wholeNumber } from './options.js'
import { Progress } from './progress.js'
import { figureColumns, tableLines } from './table.js'

interface Options extends InstallationOptions {
  tested?: string[]
  few: number
  many: number
}

const FAMILIES = join(packageRoot, 'data', 'samples', 'families')

export function sharedCommand(): Command {
  const command = figureCommand(
    'shared',
    'Compares a user of few marks among others of many with the same user alone, and tells what the shared head learns.',
    [
      'hamlet bench shared --index enron/index spamassassin/index --base ./base-without-them',
      'hamlet bench shared --index enron/index --tested kaminski-v williams-w3 --few 5 --many 100 --json shared.json',
    ],
  )
  return installationOptions(command)
    .option(
      '--tested <name...>',
      'users of these to compare, such as those who are new to the encoder; default: all',
    )
    .option('--few <n>', 'marks of the tested user', wholeNumber(4), 5)
    .option('--many <n>', 'marks of each of the others', wholeNumber(4), 200)
    .action(shared)
}

async function shared({ few, many, tested: names, ...options }: Options): Promise<void> {
  await withInstallations(options, async ({ open, people, seeds, run }) => {
    const tested = names === undefined ? people : named(people, names)
    const progress = new Progress('measuring', tested.length * seeds.length)
    const onRun = () => progress.advance(1, 'installations')
    const report = await runShared({ open, people, tested, few, many, seeds, onRun }).finally(() =>
      progress.stop(),
    )
    const agreement = await runAgreement(await readCampaigns(FAMILIES), open)
    const lines = [
      ...tableLines(figureColumns(SHARED_TITLES, 'left'), sharedRows(report)),
      '',
      ...tableLines(figureColumns(AGREEMENT_TITLES, 'left'), agreementRows(agreement)),
    ]
    await showFigure(options.json, { run, ...report, agreement }, lines)
  })
}

function named(people: readonly Person[], names: readonly string[]): Person[] {
  return names.map((name) => {
    const person = people.find(({ user }) => user === name)
    if (person) return person
    throw new BadInput(
      `--tested names ${name}, who is not among the users: ${people.map(({ user }) => user).join(', ')}.`,
    )
  })
}

export const SHARED_TITLES = ['user', 'errors alone', 'errors among others', 'difference (95 %)']

/** Errors in per cent, differences in points. */
export function sharedRows({ users, mean }: SharedReport): string[][] {
  return [...users, { ...mean, user: 'mean' }].map(({ user, alone, together, difference }) => [
    user,
    alone.toFixed(2),
    together.toFixed(2),
    `${(together - alone).toFixed(2)} (${difference.low.toFixed(2)} to ${difference.high.toFixed(2)})`,
  ])
}

export const AGREEMENT_TITLES = ['families that users', 'shared head', 'own adapter']

/** Logits towards what the user says of the family. */
export function agreementRows({ agreed, disputed }: Record<'agreed' | 'disputed', Moved>): string[][] {
  const row = (name: string, { shared, adapter }: Moved) => [name, shared.toFixed(2), adapter.toFixed(2)]
  return [row('mark alike', agreed), row('mark differently', disputed)]
}
