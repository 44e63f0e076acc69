import type { PreTrainedTokenizer } from '@xenova/transformers/src/tokenizers.js'
import { LRUCache } from 'lru-cache'

/** Words remembered: a mail has some 150 distinct ones, a mailbox a few ten thousand. A few MB. */
const WORDS = 20_000

/** What the library's classes have besides their declared types. */
type Model = PreTrainedTokenizer['model'] & { cache?: Map<string, string[]> }
type PreTokenizer = { pattern?: RegExp; config?: Record<string, unknown> }
interface Tokenizer {
  pre_tokenizer: PreTokenizer | null
  added_tokens: { content: string }[]
  remove_space?: boolean
  do_lowercase_and_remove_accent?: boolean
}

/**
 * Token ids of texts that hold no name of a special token; each word is tokenised once and remembered. Every text keeps the
 * very tokens that the library gives, because a model (BPE, WordPiece, Unigram) treats each word by itself, and because
 * GPT-2's pattern, applied to one of its own words, gives that word again: a byte-level tokenizer need not be asked about a
 * known word at all.
 *
 * The library's BPE remembers words too, but without a bound, which a service that reads random strings all day cannot
 * afford; its memory is kept empty.
 */
export function rememberWords(tokenizer: PreTrainedTokenizer): (text: string) => number[] {
  const encode = (text: string): number[] => tokenizer.encode(text, null, { add_special_tokens: false })
  const model: Model = tokenizer.model
  const pattern = wordPattern(tokenizer)
  if (pattern === undefined) {
    const original = model.encode.bind(model)
    const recall = remembered((word) => original([word]), model)
    model.encode = (words) => words.flatMap((word) => recall(word))
    return encode
  }
  const recall = remembered(encode, model)
  return (text) => {
    const ids: number[] = []
    for (const word of text.match(pattern) ?? []) for (const id of recall(word)) ids.push(id)
    return ids
  }
}

/** GPT-2's pattern of a word, where the tokenizer does nothing to a text but cut it by that and turn the words into bytes. */
function wordPattern(tokenizer: PreTrainedTokenizer): RegExp | undefined {
  const { pre_tokenizer, added_tokens, remove_space, do_lowercase_and_remove_accent } =
    tokenizer as unknown as Tokenizer
  const { type, add_prefix_space, use_regex } = pre_tokenizer?.config ?? {}
  const byWords = type === 'ByteLevel' && add_prefix_space === false && use_regex !== false
  const asIs =
    tokenizer.normalizer === null && remove_space !== true && do_lowercase_and_remove_accent !== true
  const onlySpecials = added_tokens.every(({ content }) => tokenizer.special_tokens.includes(content))
  return byWords && asIs && onlySpecials ? pre_tokenizer?.pattern : undefined
}

/**
 * A function of words with a memory. Its words leave in the order in which they came: to note each use of each word took
 * longer than to learn a frequent word anew once in so many others.
 */
function remembered<T>(learn: (word: string) => T[], model: Model): (word: string) => readonly T[] {
  const known = new LRUCache<string, T[]>({ max: WORDS })
  return (word) => {
    let found = known.peek(word)
    if (found === undefined) {
      found = learn(word)
      model.cache?.clear()
      known.set(word, found)
    }
    return found
  }
}
