import './no-telemetry.js'
import { resolve } from 'node:path'
import { env } from '@xenova/transformers/src/env.js'
import { AutoTokenizer, type PreTrainedTokenizer } from '@xenova/transformers/src/tokenizers.js'
import { BadConfig } from '../errors.js'
import { rememberWords } from './word-cache.js'

/** Text to token ids. */
export interface Tokenizer {
  /**
   * Token ids with the model's own start and end tokens; empty when the text has no token of its own. What a text says is
   * never taken for a token of the model's own: a mail that reads `[SEP]` holds a word in brackets.
   *
   * A text of more than `maxTokens` keeps both ends: three quarters of the room go to the head (subject, sender, the first
   * lines), one quarter to the tail (link hosts, attachments); the middle is left out.
   */
  encode(text: string, maxTokens: number): number[]
}

// Only what lies in a folder is read: nothing is fetched, nothing is written.
env.allowRemoteModels = false
env.useFSCache = false
env.useBrowserCache = false
env.localModelPath = ''

/** Characters kept of a text for each token of room, at the head and at the tail, before it is tokenised. */
const HEAD = 24
const TAIL = 8

/**
 * Loads `tokenizer.json` and `tokenizer_config.json` of a model folder.
 * @throws BadConfig when they are not a tokenizer
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  let tokenizer: PreTrainedTokenizer
  try {
    tokenizer = await AutoTokenizer.from_pretrained(resolve(folder))
  } catch (cause) {
    throw new BadConfig(`The tokenizer in ${folder} cannot be loaded; install the model again.`, { cause })
  }
  const { before, after } = frame(tokenizer)
  const idsOf = rememberWords(tokenizer)
  const asWords = specialsAsWords(tokenizer)
  return {
    encode(text, maxTokens) {
      const room = maxTokens - before.length - after.length
      const ids = cutMiddle(idsOf(asWords(cutCharacters(text, maxTokens))), room)
      return ids.length === 0 ? [] : [...before, ...ids, ...after]
    },
  }
}

/** Keeps the first and last `room` ids: three quarters of the room for the head, one for the tail. */
export function cutMiddle(ids: number[], room: number): number[] {
  if (ids.length <= room) return ids
  const tail = Math.floor(room / 4)
  return [...ids.slice(0, room - tail), ...ids.slice(ids.length - tail)]
}

/** A megabyte of text is not tokenised for the sake of a few hundred tokens of it. */
function cutCharacters(text: string, maxTokens: number): string {
  if (text.length <= (HEAD + TAIL) * maxTokens) return text
  return text.slice(0, HEAD * maxTokens) + text.slice(-TAIL * maxTokens)
}

/**
 * A space after its first character makes the name of a special token text to every kind of model: `[SEP]` becomes `[ SEP]`.
 * (To take the names from the library's list is not enough: a Unigram model finds them in its vocabulary again.)
 */
function specialsAsWords(tokenizer: PreTrainedTokenizer): (text: string) => string {
  const names = tokenizer.special_tokens.filter((name) => name.length > 1)
  if (names.length === 0) return (text) => text
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const special = new RegExp(escaped.join('|'), 'g')
  return (text) => text.replace(special, ([first, ...rest]) => `${first} ${rest.join('')}`)
}

/** The ids that the model's template puts before and after a text, found by framing a stand-in for one. */
function frame(tokenizer: PreTrainedTokenizer): { before: number[]; after: number[] } {
  if (tokenizer.post_processor === null) return { before: [], after: [] }
  const standIn = 'text'
  const { tokens } = tokenizer.post_processor([standIn], null, { add_special_tokens: true })
  const ids = tokenizer.model.convert_tokens_to_ids(tokens)
  const at = tokens.indexOf(standIn)
  return { before: ids.slice(0, at), after: ids.slice(at + 1) }
}
