/**
 * The tokenizer half of @xenova/transformers by its own path: the package's entry also loads its image half (sharp),
 * which takes twice as long to load and is of no use to a text. The package types only its entry.
 */
declare module '@xenova/transformers/src/tokenizers.js' {
  export { AutoTokenizer, PreTrainedTokenizer } from '@xenova/transformers/types/tokenizers.js'
}

declare module '@xenova/transformers/src/env.js' {
  export { env } from '@xenova/transformers/types/env.js'
}
