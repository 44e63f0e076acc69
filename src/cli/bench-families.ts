import { join, relative } from 'node:path'
import type { Command } from 'commander'
import type { App } from '../app.js'
import { adapterAlone, adaptingWords } from '../bench/adapter-alone.js'
import { type Campaign, readCampaigns } from '../bench/campaigns.js'
import { readIndex } from '../bench/corpora.js'
import { runFamilies } from '../bench/families.js'
import { fileHash, mailsHash, provenance } from '../bench/provenance.js'
import { type Ham, readHam } from '../bench/some-ham.js'
import { packageRoot } from '../config.js'
import { DEMO_INDEX } from './demo-play.js'
import { familiesLines } from './families-table.js'
import { type FigureOptions, figureCommand, showFigure, withEmptyApp } from './figure.js'
import { wholeNumber } from './options.js'
import { Progress } from './progress.js'

const FAMILIES = join(packageRoot, 'data', 'samples', 'families')

interface Options extends FigureOptions {
  families: string
  index: string[]
  ham: number
}

export function familiesCommand(): Command {
  return figureCommand(
    'families',
    'Marks mail of campaigns, once each, and tells how often the same offer in other words then stands right.',
    [
      'hamlet bench families',
      'hamlet bench families --index spamassassin/index --base ./base-without-spamassassin --json families.json',
    ],
  )
    .option(
      '--families <folder>',
      'campaigns, a .json file each; default: those that Hamlet brings',
      FAMILIES,
    )
    .option('--index <file...>', 'more ham that has nothing to do with the campaigns', [])
    .option(
      '--ham <n>',
      'how many mails of ham to take of each user of an index, spread evenly',
      wholeNumber(6),
      100,
    )
    .action(families)
}

async function families({ families: folder, index, ham: most, ...options }: Options): Promise<void> {
  const campaigns = await readCampaigns(folder)
  const indexes = [DEMO_INDEX, ...index]
  const ham: Ham[] = []
  for (const file of indexes) ham.push(...(await readHam(await readIndex(file), most)))
  const both = await measure(options, (base) => base, campaigns, ham)
  const words = await measure(options, adaptingWords, campaigns, ham)
  const { encoder, base } = both
  const run = {
    ...(await provenance()),
    seed: null,
    families: { folder: named(folder), sha256: mailsHash(campaigns.flatMap(({ mails }) => mails)) },
    indexes: await Promise.all(
      indexes.map(async (file) => ({ file: named(file), sha256: await fileHash(file) })),
    ),
    encoder,
    base,
  }
  const adapters = { 'words and embedding': both.report, words: words.report }
  await showFigure(options.json, { run, adapters }, familiesLines(adapters))
}

/** Each adapter has an empty database of its own. */
async function measure(
  options: FigureOptions,
  adapt: (base: App['base']) => App['base'],
  campaigns: readonly Campaign[],
  ham: readonly Ham[],
) {
  return withEmptyApp(options, async (app) => {
    const filter = await adapterAlone({ ...app, base: adapt(app.base) })
    const progress = new Progress('marking', campaigns.length + 1)
    let done = 0
    const onStep = () => progress.advance(1, `${done++} families`)
    const report = await runFamilies({ filter, campaigns, ham, onStep }).finally(() => progress.stop())
    return { report, encoder: app.encoder.id, base: app.base.id }
  })
}

/** What Hamlet brings is named from its root. */
function named(path: string): string {
  return path.startsWith(packageRoot) ? relative(packageRoot, path) : path
}
