/**
 * The sparse part of x: which words, identities and shapes a mail has, hashed into four blocks of a fixed id space
 * (Weinberger et al. 2009). Presence only: how much a feature weighs is the heads' business.
 */
import type { Mail } from '../types.js'
import { authenticationFeatures } from './authentication.js'
import { consistencyFeatures } from './consistency.js'
import { handoverFeatures } from './handover.js'
import { hash } from './hash.js'
import { identityFeatures } from './identity.js'
import { routeFeatures } from './route.js'
import { shapeFeatures } from './shape.js'
import { hopsOf } from './trace.js'
import { sentences } from './words.js'

/** Goes up whenever the same mail would give other ids. */
export const LEXICAL_VERSION = 5
/** The id at which each block ends. */
export const LEXICAL_ENDS = { words: 196_608, identity: 229_376, shape: 262_144, route: 294_912 } as const
export const LEXICAL_SIZE = LEXICAL_ENDS.route
/** Whether a base may give this feature a weight: how a mail came is for its reader's marks alone, see route.ts. */
export const isWeighed = (id: number) => id < LEXICAL_ENDS.shape
/** A mail that has not said what it is in this many words is judged by these. */
const MOST_BODY_WORDS = 3_000
const MOST_SUBJECT_WORDS = 60
const MOST_RECIPIENTS = 8
/** Words of one address that are blanked: a sender must not blank a text by what it calls its reader. */
const MOST_LABELS = 4
/** Of a header's value; a feature's pattern may take the square of it. */
const MOST_VALUE = 1_000
/** Parts of addresses that are ordinary words of mail as well. */
const COMMON_LABELS = new Set(['com', 'list', 'lists', 'mail', 'net', 'org', 'user', 'users', 'www'])

export interface Lexical {
  /** Sorted, distinct, each below LEXICAL_SIZE. */
  ids: Uint32Array
  /** What each id stands for in this mail, e.g. `word free`, `words free offer`, `from domain example.org`. */
  names: Map<number, string>
}

/**
 * The lexical features of a mail. Pure; no date, no id and no other filter's verdict is a feature, and whom it was sent to only of its
 * way.
 * @param trusted mail servers whose Authentication-Results count, see authentication.ts
 */
export function lexical(given: Mail, trusted: readonly string[] = []): Lexical {
  const headers = given.headers.map(({ name, value }) => ({ name, value: value.slice(0, MOST_VALUE) }))
  const mail = { ...given, headers }
  const names = new Map<number, string>()
  const block = (start: number, end: number) => (name: string) => {
    const id = lexicalId(name, start, end)
    if (!names.has(id)) names.set(id, name)
  }
  const you = recipientWords(mail)
  const say = (text: string, limit: number) =>
    sentences(text, limit).map((sentence) => sentence.map((word) => (you.has(word) ? '<you>' : word)))
  const subject = say(mail.subject, MOST_SUBJECT_WORDS)
  const add = block(0, LEXICAL_ENDS.words)
  addWords('word', subject, add)
  addWords('subject', subject, add)
  addWords('word', say(mail.body, MOST_BODY_WORDS), add)
  identityFeatures(mail, block(LEXICAL_ENDS.words, LEXICAL_ENDS.identity))
  const hops = hopsOf(mail)
  const addShape = block(LEXICAL_ENDS.identity, LEXICAL_ENDS.shape)
  shapeFeatures(mail, addShape)
  consistencyFeatures(mail, addShape)
  handoverFeatures(mail, hops, addShape)
  const addRoute = block(LEXICAL_ENDS.shape, LEXICAL_ENDS.route)
  authenticationFeatures(mail, trusted, addRoute)
  routeFeatures(mail, hops, addRoute)
  return { ids: Uint32Array.from(names.keys()).sort(), names }
}

/** The id of a feature in the block of ids from `start` on, before `end`. */
export function lexicalId(name: string, start: number, end: number): number {
  return start + (hash(name) % (end - start))
}

/** Words that spell a recipient's address, `jane` and `example` of `jane@example.org`: a feature must not name its reader. */
function recipientWords(mail: Mail): Set<string> {
  const words = mail.to.slice(0, MOST_RECIPIENTS).flatMap(({ address }) => {
    const [local = '', domain = ''] = address.toLowerCase().split('@')
    return [local, ...labels(local), ...labels(domain.replace(/\.[^.]*$/, ''))]
  })
  return new Set(words.filter((word) => word.length > 2 && !COMMON_LABELS.has(word)))
}

function labels(name: string): string[] {
  return name.split(/[._+-]/, MOST_LABELS)
}

/** Each word, and each pair of neighbours within a sentence. */
function addWords(kind: 'word' | 'subject', text: string[][], add: (name: string) => void): void {
  for (const sentence of text) {
    let before: string | undefined
    for (const word of sentence) {
      add(`${kind} ${word}`)
      if (before !== undefined) add(`${kind}s ${before} ${word}`)
      before = word
    }
  }
}
