import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { BadConfig } from '../errors.js'
import { type Manifest, manifestSchema, recipeText } from './manifest.js'

/** The files of a model folder, in the Hugging Face layout, without the model itself. */
export const SMALL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json'] as const
/** The model, the first that is there: int8 before float32. */
export const MODEL_FILES = ['onnx/model_quantized.onnx', 'onnx/model.onnx'] as const

/** A model folder that was read and checked; plain data, so that it can be sent to a worker. */
export interface ModelFolder {
  folder: string
  manifest: Manifest
  /** The model's path inside the folder. */
  modelFile: string
  /** `name@` and the first 12 hexadecimal digits of a hash over the recipe, the tokenizer and the model. */
  id: string
  /** Size of the model in bytes. */
  bytes: number
  /** sha256 in hex of each file, by its path in the folder. */
  hashes: Record<string, string>
  /** What the folder did not say and was assumed, as sentences. */
  assumptions: string[]
}

/**
 * Reads and checks a model folder.
 *
 * @param options.manifest how to use the model, where the folder has no `manifest.json` of its own
 * @param options.name name of a model with neither manifest nor recipe
 * @throws BadConfig when a file is missing, unreadable or not what its hash says
 */
export async function readModelFolder(
  folder: string,
  options: { manifest?: Manifest | undefined; name?: string } = {},
): Promise<ModelFolder> {
  const modelFile = await findModel(folder)
  const config = configSchema.parse(await readJson(folder, 'config.json'))
  const assumptions: string[] = []
  const manifest =
    (await readManifest(folder)) ?? options.manifest ?? assume(options.name ?? folder, config, assumptions)
  const hashes: Record<string, string> = {}
  for (const file of [...SMALL_FILES, modelFile]) hashes[file] = await sha256(folder, file)
  for (const [file, expected] of Object.entries(manifest.files)) {
    if (file in hashes && hashes[file] !== expected) {
      throw new BadConfig(
        `${join(folder, file)} is not the file that manifest.json describes (its sha256 is ${hashes[file]}); restore it or install the model again.`,
      )
    }
  }
  const hash = createHash('sha256').update(recipeText(manifest))
  for (const file of ['tokenizer.json', 'tokenizer_config.json', modelFile]) hash.update(hashes[file])
  const id = `${manifest.name}@${hash.digest('hex').slice(0, 12)}`
  const { size } = await stat(join(folder, modelFile))
  return { folder, manifest, modelFile, id, bytes: size, hashes, assumptions }
}

const configSchema = z.object({
  hidden_size: z.int().min(1).optional(),
  max_position_embeddings: z.int().min(4).optional(),
})

/** The usual sentence encoder: mean over the tokens, unit length, and no more than 512 tokens. */
function assume(name: string, config: z.output<typeof configSchema>, assumptions: string[]): Manifest {
  if (config.hidden_size === undefined) {
    throw new BadConfig(
      `The model "${name}" has no manifest.json and its config.json has no hidden_size; write a manifest.json that says how to use it.`,
    )
  }
  const maxTokens = Math.min(config.max_position_embeddings ?? 512, 512)
  assumptions.push(
    `No recipe is known for "${name}": mean pooling over last_hidden_state, unit length, no prefix and ${maxTokens} tokens are assumed.`,
  )
  return manifestSchema.parse({
    name,
    dimension: config.hidden_size,
    maxTokens,
    pooling: 'mean',
    output: 'last_hidden_state',
  })
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  const content = await readJson(folder, 'manifest.json', true)
  if (content === undefined) return undefined
  const { success, data, error } = manifestSchema.safeParse(content)
  if (!success) throw new BadConfig(`${join(folder, 'manifest.json')} is wrong: ${z.prettifyError(error)}`)
  return data
}

async function findModel(folder: string): Promise<string> {
  for (const file of MODEL_FILES) {
    const found = await stat(join(folder, file)).catch(() => undefined)
    if (found?.isFile()) return file
  }
  throw new BadConfig(
    `There is no encoder in ${folder}: neither ${MODEL_FILES.join(' nor ')} is there. Set HAMLET_ENCODER to "embedded", to a model folder or to a hub model.`,
  )
}

async function readJson(folder: string, file: string, optional = false): Promise<unknown> {
  const path = join(folder, file)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (optional && (cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new BadConfig(`The encoder's file ${path} cannot be read; a model folder needs it.`, { cause })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new BadConfig(`The encoder's file ${path} is not JSON; install the model again.`, { cause })
  }
}

async function sha256(folder: string, file: string): Promise<string> {
  const hash = createHash('sha256')
  const path = join(folder, file)
  try {
    await pipeline(createReadStream(path), hash)
  } catch (cause) {
    throw new BadConfig(`The encoder's file ${path} cannot be read; a model folder needs it.`, { cause })
  }
  return hash.digest('hex')
}
