import type { Manifest } from './manifest.js'

/** A hub model that we know how to use. `revision` is the commit that is fetched unless the user names another. */
export interface Recipe extends Manifest {
  revision?: string
}

const common = { output: 'last_hidden_state', normalise: true, combine: 'sum', files: {} } as const

/**
 * Pooling, prefix and length as each model's card prescribes. E5 was trained with a prefix on every text, "query: " where
 * two texts of the same kind are compared.
 */
export const recipes: Record<string, Recipe> = {
  'Xenova/all-MiniLM-L6-v2': {
    ...common,
    name: 'Xenova/all-MiniLM-L6-v2',
    dimension: 384,
    maxTokens: 256,
    pooling: 'mean',
    prefix: '',
  },
  'Xenova/multilingual-e5-small': {
    ...common,
    name: 'Xenova/multilingual-e5-small',
    dimension: 384,
    maxTokens: 512,
    pooling: 'mean',
    prefix: 'query: ',
  },
  'Xenova/bge-small-en-v1.5': {
    ...common,
    name: 'Xenova/bge-small-en-v1.5',
    dimension: 384,
    maxTokens: 512,
    pooling: 'cls',
    prefix: '',
  },
}
