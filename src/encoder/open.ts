import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BadConfig } from '../errors.js'
import type { Progress } from './download.js'
import type { Encoder } from './encoder.js'
import { findHubModel, type HubOptions } from './hub.js'
import { isHubId } from './hub-cache.js'
import { type ModelFolder, readModelFolder } from './model-folder.js'
import { openPool, type PoolOptions, type PoolStats } from './pool.js'

/** The encoder that Hamlet brings; `data` lies beside `src` and `dist` alike. */
export const EMBEDDED = fileURLToPath(new URL('../../data/encoder', import.meta.url))

export interface EncoderOptions extends PoolOptions {
  /** `embedded`, a model folder, or a hub model: `owner/name` or `owner/name@revision`. */
  encoder: string
  hub?: HubOptions | undefined
  /** Layers to read side by side instead of the model's own embedding: 0 is the word table. */
  layers?: readonly number[] | undefined
}

export interface EncoderInfo extends ModelFolder {
  source: 'embedded' | 'folder' | 'hub'
  /** The commit of a hub model. */
  commit?: string
}

export interface OpenEncoder extends Encoder {
  readonly info: EncoderInfo
  stats(): PoolStats
}

/**
 * Loads an encoder and starts its workers. A hub model is fetched on its first use.
 *
 * @param onProgress called as files come from the hub
 * @throws BadConfig when there is no such encoder or it cannot be loaded
 * @throws NotFound, Unavailable, HamletError when a hub model cannot be fetched
 */
export async function openEncoder(
  options: EncoderOptions,
  onProgress?: (progress: Progress) => void,
): Promise<OpenEncoder> {
  return openFound(await findEncoder(options, onProgress), options)
}

/** Starts the workers of an encoder that was found. @throws BadConfig when it cannot be loaded */
export async function openFound(info: EncoderInfo, options: PoolOptions): Promise<OpenEncoder> {
  const { encode, close, stats } = await openPool(info, options)
  return { id: info.id, dimension: info.manifest.dimension, info, encode, close, stats }
}

/** Finds an encoder and checks its files, without loading it. */
export async function findEncoder(
  { encoder, hub, layers }: EncoderOptions,
  onProgress?: (progress: Progress) => void,
): Promise<EncoderInfo> {
  if (encoder === 'embedded') return { ...(await readModelFolder(EMBEDDED, { layers })), source: 'embedded' }
  if (existsSync(join(encoder, 'config.json'))) {
    return { ...(await readModelFolder(encoder, { layers })), source: 'folder' }
  }
  if (!isHubId(encoder)) {
    throw new BadConfig(
      `There is no encoder "${encoder}": it is neither "embedded", nor a folder with a config.json, nor a hub model (owner/name).`,
    )
  }
  const { folder, recipe, model, hashes, commit } = await findHubModel(encoder, hub, onProgress)
  const info = await readModelFolder(folder, { recipe, name: model, pinned: hashes, layers })
  return { ...info, source: 'hub', commit }
}
