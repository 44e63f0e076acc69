import type { Command } from 'commander'
import { type PoisonReport, runPoison } from '../bench/poison.js'
import { figureCommand, showFigure } from './figure.js'
import { type InstallationOptions, installationOptions, withInstallations } from './installation.js'
import { wholeNumber } from './options.js'
import { Progress } from './progress.js'
import { figureColumns, tableLines } from './table.js'

interface Options extends InstallationOptions {
  marks: number
  poison: number
}

export function poisonCommand(): Command {
  const command = figureCommand(
    'poison',
    'Lets a fifth of the users mark spam as ham and others’ ham as spam, and tells what that does to the others.',
    [
      'hamlet bench poison --index enron/index --base ./base-without-enron',
      'hamlet bench poison --index enron/index trec07p/index --users farmer-d ktwarwic --json poison.json',
    ],
  )
  return installationOptions(command)
    .option('--marks <n>', 'marks of each honest user', wholeNumber(4), 50)
    .option('--poison <n>', 'marks of each poisoner', wholeNumber(4), 200)
    .action(poison)
}

async function poison({ marks, poison: count, ...options }: Options): Promise<void> {
  await withInstallations(options, async ({ open, people, seeds, run }) => {
    const progress = new Progress('measuring', 3 * seeds.length)
    const onRun = () => progress.advance(1, 'installations')
    const report = await runPoison({ open, people, marks, poison: count, seeds, onRun }).finally(() =>
      progress.stop(),
    )
    const lines = tableLines(figureColumns(POISON_TITLES, 'left'), poisonRows(report))
    await showFigure(options.json, { run, ...report }, lines)
  })
}

export const POISON_TITLES = ['installation', 'errors of honest users', 'refits published']

export function poisonRows({ none, capped, uncapped, poisoners, seeds }: PoisonReport): string[][] {
  const row = (name: string, { errors, published }: PoisonReport['none']) => [
    name,
    `${errors.toFixed(2)} % (× ${(errors / none.errors).toFixed(2)})`,
    `${published} of ${seeds.length}`,
  ]
  return [
    row('honest users alone', none),
    row(`and ${poisoners} poisoners`, capped),
    row(`and ${poisoners} poisoners, no cap`, uncapped),
  ]
}
