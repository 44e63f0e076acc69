import { z } from 'zod'
import { BadConfig } from '../errors.js'

const layer = z.strictObject({ layer: z.int().min(0), weight: z.number() })

/**
 * How a model is used: what `manifest.json` says, or for a hub model its recipe.
 *
 * - `pooling`: `mean` over the tokens, `cls` (the first token), or `output`: the model pools by itself.
 * - `output`: name of the model's output that is read; float32 [1, T, D] when we pool, [1, D] or, with `layers`, [1, L + 1, D].
 * - `prefix` goes before every text. `normalise` scales the embedding to unit length.
 * - `layers`: which rows of an [1, L + 1, D] output are used (0 = the word embeddings), each times its weight: added up, or
 *   with `combine: 'concatenate'` one after the other, each at unit length before its weight (`dimension` is then D times
 *   their number). A model that can be read so has an output of the name `layers`.
 * - `files`: sha256 in hex of each file, by its path in the folder.
 * - `supervisedUsers`: users of the corpora whose labels it was trained with.
 */
export const manifestSchema = z.object({
  name: z.string().min(1).max(200),
  dimension: z.int().min(1).max(8192),
  maxTokens: z.int().min(4).max(8192),
  pooling: z.enum(['mean', 'cls', 'output']),
  output: z.string().min(1),
  prefix: z.string().default(''),
  normalise: z.boolean().default(true),
  layers: z.array(layer).min(1).optional(),
  combine: z.enum(['sum', 'concatenate']).default('sum'),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)).default({}),
  supervisedUsers: z.array(z.string()).optional(),
})

export type Manifest = z.output<typeof manifestSchema>

/** The same model, of which these layers are read side by side instead of its own embedding. */
export function readingLayers(manifest: Manifest, layers: readonly number[]): Manifest {
  return {
    ...manifest,
    pooling: 'output',
    output: 'layers',
    layers: layers.map((layer) => ({ layer, weight: 1 })),
    combine: 'concatenate',
    dimension: manifest.dimension * layers.length,
  }
}

/** The part of a manifest that changes what an embedding is, always written the same way: hashed into the encoder's id. */
export function recipeText(manifest: Manifest): string {
  const { name, dimension, maxTokens, pooling, output, prefix, normalise, layers, combine } = manifest
  return JSON.stringify([
    name,
    dimension,
    maxTokens,
    pooling,
    output,
    prefix,
    normalise,
    layers ?? null,
    combine,
  ])
}

const configSchema = z.object({
  hidden_size: z.int().min(1),
  max_position_embeddings: z.int().min(4).default(512),
})

/**
 * How a model without manifest or recipe is used: as most sentence encoders are.
 *
 * @param config content of its `config.json`
 * @throws BadConfig when that does not give the width of the model
 */
export function assumeManifest(name: string, config: unknown): { manifest: Manifest; assumptions: string[] } {
  const { success, data } = configSchema.safeParse(config)
  if (!success) {
    throw new BadConfig(
      `The model "${name}" has no manifest.json, and its config.json no hidden_size; write a manifest.json that says how to use it.`,
    )
  }
  const maxTokens = Math.min(data.max_position_embeddings, 512)
  const manifest = manifestSchema.parse({
    name,
    dimension: data.hidden_size,
    maxTokens,
    pooling: 'mean',
    output: 'last_hidden_state',
  })
  const assumed = `No recipe is known for "${name}": mean pooling of last_hidden_state, unit length, no prefix and ${maxTokens} tokens are assumed.`
  return { manifest, assumptions: [assumed] }
}
