import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { BadConfig } from '../errors.js'
import { assumeManifest, type Manifest, manifestSchema, readingLayers, recipeText } from './manifest.js'

/** The files of a model folder, in the Hugging Face layout, without the model itself. */
export const SMALL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json'] as const
/** How the model is used, where its folder says so. */
export const MANIFEST = 'manifest.json'
/** The model, the first that is there: int8 before float32. */
export const MODEL_FILES = ['onnx/model_quantized.onnx', 'onnx/model.onnx'] as const

/** A model folder that was read and checked; plain data, so that it can be sent to a worker. */
export interface ModelFolder {
  folder: string
  manifest: Manifest
  /** The model's path inside the folder. */
  modelFile: string
  /** Size of the model in bytes. */
  bytes: number
  /** `name@` and the first 12 hexadecimal digits of a hash over the recipe, the tokenizer and the model. */
  id: string
  /** What the folder did not say and was assumed, as sentences. */
  assumptions: string[]
}

export interface FolderOptions {
  /** How to use the model, where the folder has no `manifest.json` of its own. */
  recipe?: Manifest | undefined
  /** Name of a model with neither; default the folder's. */
  name?: string
  /** sha256 in hex that files must have, by their paths. */
  pinned?: Record<string, string>
  /** Layers to read side by side instead of the model's own embedding. */
  layers?: readonly number[] | undefined
}

/**
 * Reads and checks a model folder.
 * @throws BadConfig when a file is missing, unreadable, or not what its hash says
 */
export async function readModelFolder(path: string, options: FolderOptions = {}): Promise<ModelFolder> {
  const folder = resolve(path)
  const modelFile = MODEL_FILES.find((file) => existsSync(join(folder, file)))
  if (modelFile === undefined) {
    throw new BadConfig(
      `There is no encoder in ${folder}: neither ${MODEL_FILES.join(' nor ')} is there. Set HAMLET_ENCODER to "embedded", to a model folder or to a hub model.`,
    )
  }
  const { manifest, assumptions } = await findManifest(folder, options)
  const hashes = new Map<string, string>()
  const pinnedManifest = MANIFEST in (options.pinned ?? {}) ? [MANIFEST] : []
  for (const file of [...SMALL_FILES, modelFile, ...pinnedManifest]) {
    hashes.set(file, await sha256(join(folder, file)))
  }
  for (const pinned of [manifest.files, options.pinned ?? {}]) {
    for (const [file, expected] of Object.entries(pinned)) {
      const found = hashes.get(file)
      if (found === undefined || found === expected) continue
      throw new BadConfig(
        `${join(folder, file)} is not the file it should be: its sha256 is ${found}, not ${expected}. Install the encoder again ("hamlet encoder pull" for a hub model).`,
      )
    }
  }
  const hash = createHash('sha256').update(recipeText(manifest))
  for (const file of ['tokenizer.json', 'tokenizer_config.json', modelFile])
    hash.update(hashes.get(file) ?? '')
  const id = `${manifest.name}@${hash.digest('hex').slice(0, 12)}`
  const { size } = await stat(join(folder, modelFile))
  return { folder, manifest, modelFile, bytes: size, id, assumptions }
}

/** How many layers a model has above its word table. @throws BadConfig where its `config.json` does not say */
export async function layersOf(folder: string): Promise<number> {
  const schema = z.object({ num_hidden_layers: z.int().min(1) })
  const { success, data } = schema.safeParse(await readJson(join(folder, 'config.json')))
  if (!success) {
    throw new BadConfig(
      `The config.json of ${folder} does not say how many layers the model has; name the layers to read.`,
    )
  }
  return data.num_hidden_layers
}

/** Whether all these files are in the folder, each with its hash. */
export async function isIntact(folder: string, hashes: Record<string, string>): Promise<boolean> {
  for (const [file, expected] of Object.entries(hashes)) {
    if ((await sha256(join(folder, file)).catch(() => '')) !== expected) return false
  }
  return true
}

/** The folder's own manifest, else the recipe, else what is usual for a model with such a `config.json`. */
async function findManifest(folder: string, options: FolderOptions) {
  const { manifest, assumptions } = await writtenManifest(folder, options)
  return { manifest: options.layers ? readingLayers(manifest, options.layers) : manifest, assumptions }
}

async function writtenManifest(folder: string, { recipe, name }: FolderOptions) {
  const path = join(folder, MANIFEST)
  if (existsSync(path)) {
    const { success, data, error } = manifestSchema.safeParse(await readJson(path))
    if (!success) throw new BadConfig(`${path} is not a manifest: ${z.prettifyError(error)}`)
    return { manifest: data, assumptions: [] }
  }
  const config = await readJson(join(folder, 'config.json'))
  return recipe === undefined
    ? assumeManifest(name ?? basename(folder), config)
    : { manifest: recipe, assumptions: [] }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new BadConfig(`The encoder's file ${path} cannot be read; install the encoder again.`, { cause })
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch (cause) {
    throw new BadConfig(`The encoder's file ${path} cannot be read; install the encoder again.`, { cause })
  }
  return hash.digest('hex')
}
