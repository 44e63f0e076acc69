/** Puts the parts together: settings → store, encoder, base → filter → doors. Nothing else constructs them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.js'
import type { Encoder } from './encoder/encoder.js'
import { type EncoderInfo, findEncoder, type OpenEncoder, openEncoder, openFound } from './encoder/open.js'
import { ENCODER, ENCODER_ID, headsOf, switchEncoder } from './encoder-switch.js'
import { BadConfig } from './errors.js'
import { createFilter, type Filter } from './filter.js'
import { type Base, decodeBase, withoutEmbedding } from './heads/base.js'
import { createServer } from './http/server.js'
import { createLog, type Log } from './log.js'
import { createSqliteStore } from './store/sqlite.js'
import type { Foreign, Store } from './store/store.js'

export type { OpenEncoder }

export interface App {
  config: Config
  log: Log
  store: Store
  encoder: Encoder
  base: Base
  filter: Filter
  /** Serves HTTP. @throws BadConfig when the port is taken. */
  listen(): Promise<{ url: string; port: number }>
  /** Lets requests in flight end, then closes what was opened here. */
  close(): Promise<void>
}

/** Parts that a caller brings; the caller closes them. */
export interface Overrides {
  store?: Store
  encoder?: Encoder
  base?: Base
  log?: Log
}

const DAY = 86_400_000

/** @throws BadConfig when a setting, a model file or the database does not fit. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const log = overrides.log ?? createLog(config.logLevel)
  const { keep, close } = opening()
  try {
    const parts = await openParts(config, overrides, log, keep)
    const { store, encoder, base } = parts
    await noteEncoder(store, encoder, log)
    await store.pruneMessages(Date.now() - config.keepDays * DAY)
    const filter = keep(await createFilter({ ...parts, ...filterSettings(config), log }))
    return {
      config,
      log,
      store,
      encoder,
      base,
      filter,
      async listen() {
        const { maxMessageBytes } = config
        const server = keep(
          createServer({ filter, store, log, maxMessageBytes, encoderQueue: queueOf(encoder) }),
        )
        const pruning = setInterval(() => prune(store, config, log), DAY / 24)
        keep({ close: async () => clearInterval(pruning) })
        return server.listen(config.port, config.host)
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** An installation about to be moved to the encoder that the settings name. */
export interface EncoderSwitch {
  encoder: Encoder
  base: Base
  /** What there is of other encoders. */
  foreign: Foreign
  /**
   * Moves it, refits the shared head and solves every adapter anew. `onMail` is called for each mail that is embedded.
   * @returns how many users' adapters were solved
   */
  run(onMail?: () => void): Promise<number>
  close(): Promise<void>
}

/**
 * Opens what a move to another encoder needs, and changes nothing yet.
 * @throws what createApp throws
 */
export async function createSwitch(config: Config & { encoder: string }): Promise<EncoderSwitch> {
  const log = createLog(config.logLevel)
  const { keep, close } = opening()
  try {
    const parts = await openParts(config, {}, log, keep)
    return {
      encoder: parts.encoder,
      base: parts.base,
      foreign: await parts.store.foreign(headsOf(parts)),
      async run(onMail) {
        await switchEncoder(parts, config.encoder, onMail)
        const filter = keep(await createFilter({ ...parts, ...filterSettings(config), log }))
        await filter.settled()
        return filter.solveAll()
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

type Closable = { close(): Promise<void> }

/** Parts that are opened one after the other, and closed the other way round. */
function opening() {
  const opened: Closable[] = []
  return {
    keep<T extends Closable>(part: T): T {
      opened.unshift(part)
      return part
    },
    async close() {
      for (const part of opened.splice(0)) await part.close()
    },
  }
}

async function openParts(
  config: Config,
  overrides: Overrides,
  log: Log,
  keep: <T extends Closable>(part: T) => T,
): Promise<{ store: Store; encoder: Encoder; base: Base }> {
  const store = overrides.store ?? keep(await createSqliteStore(config.database))
  const read = overrides.base ?? (await readBase(config.base))
  const stored = await store.setting(ENCODER)
  const encoder = overrides.encoder ?? keep(await openEncoderFor(read, config, stored))
  const base = fitted(read, encoder, log)
  return { store, encoder, base }
}

function filterSettings({ threshold, promise, maxMarks, keep }: Config) {
  return { threshold, promise, maxMarks, keep }
}

/**
 * The encoder that the settings name, else the one `stored` in a database.
 * @param layers read instead of its own embedding
 * @throws BadConfig, and what a download throws
 */
export async function openConfiguredEncoder(
  config: Config,
  stored: string | null = null,
  layers: readonly number[] | null = null,
): Promise<OpenEncoder> {
  return openEncoder({
    ...configured(config, stored),
    ...workersOf(config),
    ...(layers !== null && { layers }),
  })
}

/** Finds the encoder that the settings name, without loading it. @throws what openConfiguredEncoder does */
export function findConfiguredEncoder(config: Pick<Config, 'encoder' | 'hub'>): Promise<EncoderInfo> {
  return findEncoder(configured(config, null))
}

function workersOf({ encoderWorkers }: Config): { workers?: number } {
  return encoderWorkers === null ? {} : { workers: encoderWorkers }
}

function configured({ encoder, hub }: Pick<Config, 'encoder' | 'hub'>, stored: string | null) {
  return { encoder: encoder ?? stored ?? 'embedded', hub }
}

/** The encoder in use, reading the layers that a base reads, if it is the one that the base was made with. */
async function openEncoderFor(
  { layers, encoder }: Base,
  config: Config,
  stored: string | null,
): Promise<OpenEncoder> {
  if (layers) {
    const info = await findEncoder({ ...configured(config, stored), layers })
    if (info.id === encoder) return openFound(info, workersOf(config))
  }
  return openConfiguredEncoder(config, stored)
}

/** Says so where the encoder is another one than the vectors in the database are of. */
async function noteEncoder(store: Store, encoder: Encoder, log: Log): Promise<void> {
  const before = await store.setting(ENCODER_ID)
  if (before === null) await store.putSetting(ENCODER_ID, encoder.id)
  else if (before !== encoder.id) {
    log.warn(
      { before, encoder: encoder.id },
      'the encoder is another one than before: mail marked until now counts by its words alone; `hamlet encoder switch` embeds anew what has kept its text',
    )
  }
}

/** Reads `base.json` and `base.bin` of a folder. @throws BadConfig */
export async function readBase(folder: string): Promise<Base> {
  try {
    const [json, bin] = await Promise.all([
      readFile(join(folder, 'base.json'), 'utf8'),
      readFile(join(folder, 'base.bin')),
    ])
    return decodeBase(json, bin)
  } catch (cause) {
    throw new BadConfig(`No base model can be read from ${folder}: ${(cause as Error).message}`, { cause })
  }
}

/** The base as it is for its own encoder; for another one its words alone. */
function fitted(base: Base, encoder: Encoder, log: Log): Base {
  if (base.encoder === encoder.id) return base
  try {
    const words = withoutEmbedding(base, encoder)
    log.warn(
      { base: base.name, trainedWith: base.encoder, encoder: encoder.id },
      'the base was trained with another encoder: only its words are used; `hamlet train` makes one for this encoder',
    )
    return words
  } catch (cause) {
    throw new BadConfig(
      `The base was trained with the encoder ${base.encoder}, and HAMLET_ENCODER is ${encoder.id}. ` +
        'Train a base for it with `hamlet train` and name its folder in HAMLET_BASE.',
      { cause },
    )
  }
}

function queueOf(encoder: Encoder): () => number {
  return 'stats' in encoder ? () => (encoder as OpenEncoder).stats().waiting : () => 0
}

function prune(store: Store, { keepDays }: Config, log: Log): void {
  store.pruneMessages(Date.now() - keepDays * DAY).then(
    (dropped) => dropped > 0 && log.info({ dropped }, 'scored mail left the log'),
    (error) => log.error({ err: error }, 'scored mail could not be dropped from the log'),
  )
}
