/** Puts the parts together: settings → store, encoder, base → filter → doors. Nothing else constructs them. */
import type { Config } from './config.js'
import { fitted, openEncoderFor, otherEncoders, readBase } from './configured.js'
import type { Encoder } from './encoder/encoder.js'
import type { OpenEncoder } from './encoder/open.js'
import { ENCODER, ENCODER_ID, headsOf, switchEncoder } from './encoder-switch.js'
import { createFilter, type Filter } from './filter.js'
import type { Base } from './heads/base.js'
import { createServer } from './http/server.js'
import { createLog, type Log } from './log.js'
import { createSqliteStore } from './store/sqlite.js'
import { readSetting } from './store/sqlite-open.js'
import type { Foreign, Store } from './store/store.js'

export { findConfiguredEncoder, openConfiguredEncoder, readBase } from './configured.js'
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
    const others = otherEncoders(config, overrides.base)
    const filter = keep(await createFilter({ ...parts, ...filterSettings(config), log, others }))
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
        const hourly = setInterval(() => {
          prune(store, config, log)
          filter.keepUp()
        }, DAY / 24)
        keep({ close: async () => clearInterval(hourly) })
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

/** The encoder that is used where none is named: of the settings, else of the database, which is not made for that. */
export function encoderInForce({ encoder, database }: Pick<Config, 'encoder' | 'database'>): string {
  return encoder ?? readSetting(database, ENCODER) ?? 'embedded'
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

function filterSettings({ threshold, promise, trustedAuthserv, maxMarks, keep }: Config) {
  return { threshold, promise, trustedAuthserv, maxMarks, keep }
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

function queueOf(encoder: Encoder): () => number {
  return 'stats' in encoder ? () => (encoder as OpenEncoder).stats().waiting : () => 0
}

function prune(store: Store, { keepDays }: Config, log: Log): void {
  store.pruneMessages(Date.now() - keepDays * DAY).then(
    (dropped) => dropped > 0 && log.info({ dropped }, 'scored mail left the log'),
    (error) => log.error({ err: error }, 'scored mail could not be dropped from the log'),
  )
}
