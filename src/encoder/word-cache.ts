import type { PreTrainedTokenizer } from '@xenova/transformers/src/tokenizers.js'
import { LRUCache } from 'lru-cache'

/** Words remembered: a mail has some 150 distinct ones, a mailbox a few ten thousand. A few MB. */
const WORDS = 20_000

/** What the library's classes have besides their declared types. */
type Cutter = ((text: string) => string[]) & { pattern?: RegExp; config?: Record<string, unknown> }
type Model = PreTrainedTokenizer['model'] & { cache?: Map<string, string[]> }

/**
 * Lets a tokenizer remember the tokens of each word, least recently used first out. Every text keeps the very tokens that
 * it had, because
 *
 * - a model (BPE, WordPiece, Unigram) treats each word by itself, so that its tokens can be looked up by word;
 * - GPT-2's pattern, applied to one of its own words, gives that word again, so that a byte-level tokenizer need not
 *   turn a known word into bytes either, which is where most of its time goes.
 *
 * The library's BPE remembers words too, but without a bound, which a service that reads random strings all day cannot
 * afford; its memory is kept empty.
 */
export function rememberWords(tokenizer: PreTrainedTokenizer): void {
  const model: Model = tokenizer.model
  const encode = model.encode.bind(model)
  const toBytes = splitWithoutBytes(tokenizer)
  const known = new LRUCache<string, string[]>({ max: WORDS })

  model.encode = (words) => {
    const all: string[] = []
    for (const word of words) {
      let tokens = known.get(word)
      if (tokens === undefined) {
        tokens = encode(toBytes(word))
        model.cache?.clear()
        known.set(word, tokens)
      }
      for (const token of tokens) all.push(token)
    }
    return all
  }
}

/**
 * Where the tokenizer is byte-level and adds no space of its own, makes it split texts into words of characters.
 * @returns how such a word becomes what the model knows
 */
function splitWithoutBytes(tokenizer: PreTrainedTokenizer): (word: string) => string[] {
  const original = tokenizer.pre_tokenizer as unknown as Cutter | null
  const { type, add_prefix_space, use_regex } = original?.config ?? {}
  const pattern = original?.pattern
  if (original === null || pattern === undefined) return (word) => [word]
  if (type !== 'ByteLevel' || add_prefix_space !== false || use_regex === false) return (word) => [word]
  const split = (text: string) => text.match(pattern) ?? []
  tokenizer.pre_tokenizer = split as unknown as PreTrainedTokenizer['pre_tokenizer']
  return original
}
