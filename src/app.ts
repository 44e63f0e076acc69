/** Puts the parts together: settings → store, encoder, base → filter → doors. Nothing else constructs them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.js'
import type { Encoder } from './encoder/encoder.js'
import { type OpenEncoder, openEncoder } from './encoder/open.js'
import { BadConfig } from './errors.js'
import { createFilter, type Filter } from './filter.js'
import { type Base, decodeBase, withoutEmbedding } from './heads/base.js'
import { createServer } from './http/server.js'
import { createLog, type Log } from './log.js'
import { createSqliteStore } from './store/sqlite.js'
import type { Store } from './store/store.js'

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
  const opened: { close(): Promise<void> }[] = []
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    opened.unshift(part)
    return part
  }
  try {
    const store = overrides.store ?? keep(await createSqliteStore(config.database))
    const encoder = overrides.encoder ?? keep(await openConfiguredEncoder(config))
    const base = fitted(overrides.base ?? (await readBase(config.base)), encoder, log)
    await store.pruneMessages(Date.now() - config.keepDays * DAY)
    const { threshold, maxMarks } = config
    const filter = keep(
      await createFilter({ store, encoder, base, threshold, maxMarks, keep: config.keep, log }),
    )
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
      async close() {
        for (const part of opened.splice(0)) await part.close()
      },
    }
  } catch (error) {
    for (const part of opened) await part.close()
    throw error
  }
}

/** The encoder that the settings name. @throws BadConfig, and what a download throws. */
export async function openConfiguredEncoder(config: Config): Promise<OpenEncoder> {
  const { encoder, encoderWorkers, hub } = config
  return openEncoder({ encoder, hub, ...(encoderWorkers !== null && { workers: encoderWorkers }) })
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
