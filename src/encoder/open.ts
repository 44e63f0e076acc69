import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BadConfig } from '../errors.js'
import type { Encoder } from './encoder.js'
import { type ModelFolder, readModelFolder } from './model-folder.js'
import { openPool, type PoolOptions, type PoolStats } from './pool.js'

/** The encoder that Hamlet brings. Beside `src` and `dist` alike. */
export const EMBEDDED = fileURLToPath(new URL('../../data/encoder', import.meta.url))

export interface EncoderOptions extends PoolOptions {
  /** `embedded`, a model folder, or the id of a hub model (`owner/name`, `owner/name@revision`). */
  encoder: string
}

export interface EncoderInfo extends ModelFolder {
  source: 'embedded' | 'folder' | 'hub'
}

export interface OpenEncoder extends Encoder {
  readonly info: EncoderInfo
  stats(): PoolStats
}

/**
 * Loads an encoder and starts its workers.
 * @throws BadConfig when there is no such model or it cannot be loaded
 */
export async function openEncoder(options: EncoderOptions): Promise<OpenEncoder> {
  const info = await findModel(options)
  const pool = await openPool(info, options)
  return { id: info.id, dimension: info.manifest.dimension, info, ...pool }
}

async function findModel({ encoder }: EncoderOptions): Promise<EncoderInfo> {
  if (encoder === 'embedded') return { ...(await readModelFolder(EMBEDDED)), source: 'embedded' }
  if (existsSync(join(encoder, 'config.json')))
    return { ...(await readModelFolder(encoder)), source: 'folder' }
  throw new BadConfig(`There is no encoder "${encoder}".`)
}
