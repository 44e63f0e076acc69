import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Command } from 'commander'
import { encoderInForce, findConfiguredEncoder } from '../app.js'
import { type Config, readConfig } from '../config.js'
import { type AtHand, listAtHand } from '../encoder/at-hand.js'
import type { Progress as Transfer } from '../encoder/download.js'
import { pullModel } from '../encoder/hub.js'
import { isHubId, parseHubId } from '../encoder/hub-cache.js'
import type { EncoderInfo } from '../encoder/open.js'
import { recipes } from '../encoder/recipes.js'
import { command, commandGroup } from './command.js'
import { benchCommand } from './encoder-bench.js'
import { switchCommand } from './encoder-switch.js'
import { complain } from './failure.js'
import { Progress } from './progress.js'
import { tableLines } from './table.js'

interface Options {
  json?: true
}

export function encoderCommand(): Command {
  return commandGroup(
    'encoder',
    'Lists, fetches, changes and measures the model that turns a text into an embedding.',
    ['hamlet encoder list', 'hamlet encoder pull Xenova/all-MiniLM-L6-v2'],
    [listCommand(), infoCommand(), pullCommand(), switchCommand(), benchCommand()],
  )
}

function listCommand(): Command {
  return command('list', 'Lists the encoders at hand and the ones that Hamlet knows how to use.', [
    'hamlet encoder list',
    'HAMLET_HUB_CACHE=/srv/models hamlet encoder list --json',
  ]).action(async ({ json }: Options) => {
    const encoders = await listEncoders(readConfig(process.env))
    if (json) return console.log(JSON.stringify(encoders))
    const columns = [{ title: 'encoder' }, { title: 'where' }, { title: 'revision' }]
    const rows = encoders.map(({ encoder, where, revision, inUse }) => [
      encoder,
      inUse ? `${where}, in use` : where,
      revision ?? '',
    ])
    for (const line of tableLines(columns, rows)) console.log(line)
  })
}

interface Listed {
  encoder: string
  where: AtHand['where'] | 'on the hub' | 'folder'
  revision: string | null
  /** The one that a command or the server takes where none is named. */
  inUse: boolean
}

async function listEncoders(config: Config): Promise<Listed[]> {
  const atHand = await listAtHand(config.hub.cache, ({ message }) => complain(message))
  const known = [...recipes.values()]
    .filter(({ name }) => !atHand.some(({ encoder }) => encoder === name))
    .map(({ name, revision }) => ({ encoder: name, where: 'on the hub' as const, revision }))
  const used = encoderInForce(config)
  const listed = [...atHand, ...known].map((each) => ({ ...each, inUse: isSame(each.encoder, used) }))
  if (listed.some(({ inUse }) => inUse)) return listed
  const elsewhere = isHubId(used) && !existsSync(join(used, 'config.json')) ? 'on the hub' : 'folder'
  return [...listed, { encoder: used, where: elsewhere, revision: null, inUse: true }]
}

/** Whether two names are of one encoder: a hub model may be named with its revision or without. */
function isSame(one: string, other: string): boolean {
  if (one === other || !isHubId(one) || !isHubId(other)) return one === other
  return isDeepStrictEqual(parseHubId(one), parseHubId(other))
}

function infoCommand(): Command {
  return command('info', 'Checks the files of an encoder and describes it; fetches nothing.', [
    'hamlet encoder info',
    'hamlet encoder info Xenova/all-MiniLM-L6-v2 --json',
  ])
    .argument('[encoder]', 'embedded, a folder or a hub model; the one in use where not given')
    .action(async (named: string | undefined, { json }: Options) => {
      const config = readConfig(process.env)
      const hub = { ...config.hub, offline: true }
      const info = await findConfiguredEncoder({ encoder: named ?? encoderInForce(config), hub })
      const facts = describe(info)
      if (json) return console.log(JSON.stringify(facts))
      const rows = Object.entries(facts).map(([name, value]) => [name, `${value}`])
      for (const line of tableLines([{ title: '' }, { title: '' }], rows).slice(1)) console.log(line)
      for (const sentence of info.assumptions) console.log(sentence)
    })
}

function describe({ id, manifest, source, commit, folder, modelFile, bytes }: EncoderInfo) {
  const { dimension, maxTokens, pooling } = manifest
  const revision = commit === undefined ? {} : { revision: commit }
  return { id, dimension, maxTokens, pooling, source, ...revision, folder, modelFile, bytes }
}

function pullCommand(): Command {
  return command(
    'pull',
    'Fetches a hub model into the cache, checked against pinned hashes where they are known.',
    [
      'hamlet encoder pull Xenova/all-MiniLM-L6-v2',
      'HAMLET_HUB=https://mirror.example hamlet encoder pull Xenova/bge-small-en-v1.5@main --json',
    ],
  )
    .argument('<model>', 'owner/name, or owner/name@revision')
    .action(async (model: string, { json }: Options) => {
      const bar = new TransferBar()
      const pulled = await pullModel(model, readConfig(process.env).hub, bar.show).finally(bar.stop)
      const { commit, folder } = pulled
      if (json) console.log(JSON.stringify({ model: pulled.model, revision: commit, folder }))
      else console.log(`${pulled.model} at ${commit} is in ${folder}.`)
    })
}

/** One progress bar after another, for the files of a model. */
class TransferBar {
  #file = ''
  #received = 0
  #bar: Progress | null = null

  show = ({ file, received, total }: Transfer): void => {
    if (file !== this.#file) {
      this.stop()
      this.#file = file
      this.#received = 0
      this.#bar = new Progress(file, total ?? 0)
    }
    this.#bar?.advance(received - this.#received, `${(received / 1e6).toFixed(1)} MB`)
    this.#received = received
  }

  stop = (): void => this.#bar?.stop()
}
