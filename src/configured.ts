/** The encoder and the base that the settings name, and the encoders that can be tried beside them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.js'
import type { OtherEncoders } from './dashboard/parts.js'
import { listAtHand } from './encoder/at-hand.js'
import type { Encoder } from './encoder/encoder.js'
import { type EncoderInfo, findEncoder, type OpenEncoder, openEncoder, openFound } from './encoder/open.js'
import { BadConfig } from './errors.js'
import { LEXICAL_VERSION } from './features/lexical.js'
import type { Base } from './heads/base.js'
import { decodeBase } from './heads/base-files.js'
import { withoutEmbedding } from './heads/base-making.js'
import type { Log } from './log.js'

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

/** Finds the encoder that the settings name, else the embedded one, without loading it. @throws what openConfiguredEncoder does */
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
export async function openEncoderFor(
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

/** Reads `base.json` and `base.bin` of a folder. @throws BadConfig */
export async function readBase(folder: string): Promise<Base> {
  try {
    const [json, bin] = await Promise.all([
      readFile(join(folder, 'base.json'), 'utf8'),
      readFile(join(folder, 'base.bin')),
    ])
    const base = decodeBase(json, bin)
    const { lexicalVersion = LEXICAL_VERSION } = base.card
    if (lexicalVersion !== LEXICAL_VERSION)
      throw new Error(
        `it was made by another version of Hamlet, which read other features of a mail. Make it anew with \`hamlet train\`.`,
      )
    return base
  } catch (cause) {
    throw new BadConfig(`No base model can be read from ${folder}: ${(cause as Error).message}`, { cause })
  }
}

/** The base as it is for its own encoder; for another one its words alone. */
export function fitted(base: Base, encoder: Encoder, log: Log | null): Base {
  if (base.encoder === encoder.id) return base
  try {
    const words = withoutEmbedding(base, encoder)
    log?.warn(
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

/** Encoders at hand, each with one worker, so that mail is judged beside them. @param base read from its folder when left out */
export function otherEncoders(config: Config, base?: Base): OtherEncoders {
  const hub = { ...config.hub, offline: true }
  return {
    list: async () => (await listAtHand(config.hub.cache)).map(({ encoder }) => encoder),
    async open(name) {
      const read = base ?? (await readBase(config.base))
      const encoder = await openEncoderFor(read, { ...config, hub, encoder: name, encoderWorkers: 1 }, null)
      return { encoder, base: fitted(read, encoder, null), wordsAlone: read.encoder !== encoder.id }
    },
  }
}
