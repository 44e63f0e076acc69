/**
 * One mail taken apart for people to see: each head's logit by blocks, the words of the text that weigh, and what its sender and
 * headers say. All of it is exact for the mail's stored vector; which word stands behind a feature is known as far as
 * subject, sender and text were kept.
 */
import { LEXICAL_ENDS, lexicalId } from './features/lexical.js'
import { SIGNS, type Sign, UNNAMED } from './features/sign.js'
import { sentences } from './features/words.js'
import {
  type Block,
  blockLogits,
  blockOf,
  eachWeight,
  type Head,
  type Layout,
  type Sample,
} from './heads/head.js'

type Heads<Value> = Record<'base' | 'shared' | 'adapter', Value>

/** A word of a text, and what all three heads make of it: positive towards spam. */
export interface Span {
  /** Offsets in UTF-16 code units. */
  start: number
  end: number
  logit: number
}

/** A feature of the sender or the headers. */
export interface Signal {
  kind: Exclude<Sign, 'words'>
  text: string
  logits: Heads<number>
  logit: number
}

export interface Anatomy {
  /** The canonical text, where it is kept. */
  text: string | null
  blocks: Heads<Record<Block, number>>
  highlights: { subject: Span[]; text: Span[] }
  /** Strongest first. */
  signals: Signal[]
}

export interface Specimen {
  x: Sample
  layout: Layout
  heads: Heads<Head>
  subject: string | null
  text: string | null
  /** What is known of the ids. */
  names: ReadonlyMap<number, string>
}

const SIGNALS_SHOWN = 30
/** A word that weighs less is not worth a colour. */
const LEAST_LOGIT = 0.005
/** In the text as it is read for its words; see features/words.ts. */
const WORD = /[\p{L}\p{M}\d](?:[\p{L}\p{M}\d'’@$!|.,-]*[\p{L}\p{M}\d])?/gu
/** One word gives several where scripts are written without spaces. */
const WORDS_OF_A_WORD = 40

export function anatomyOf({ x, layout, heads, subject, text, names }: Specimen): Anatomy {
  const weights = {
    base: featureLogits(heads.base, x),
    shared: featureLogits(heads.shared, x),
    adapter: featureLogits(heads.adapter, x),
  }
  const places = new Map(Array.from(x.indices, (id, k) => [id, k]))
  const logitOfId = (id: number) => {
    const k = places.get(id)
    return k === undefined ? 0 : weights.base[k] + weights.shared[k] + weights.adapter[k]
  }
  return {
    text,
    blocks: {
      base: blockLogits(heads.base, x, layout),
      shared: blockLogits(heads.shared, x, layout),
      adapter: blockLogits(heads.adapter, x, layout),
    },
    highlights: {
      subject: spansOf(subject ?? '', ['word', 'subject'], logitOfId),
      text: spansOf(text ?? '', ['word'], logitOfId),
    },
    signals: signalsOf(x, layout, weights, names),
  }
}

/** What a head gives to each lexical feature of x, in the order of `x.indices`. */
function featureLogits(head: Head, x: Sample): Float64Array {
  const logits = new Float64Array(x.indices.length)
  eachWeight(head, x, (k, weight) => {
    logits[k] = weight * x.values[k]
  })
  return logits
}

function spansOf(text: string, kinds: readonly string[], logitOfId: (id: number) => number): Span[] {
  const known = new Map<string, number>()
  const logitOfWord = (word: string) => {
    const names = sentences(word, WORDS_OF_A_WORD)
      .flat()
      .flatMap((each) => kinds.map((kind) => `${kind} ${each}`))
    const ids = new Set(names.map((name) => lexicalId(name, 0, LEXICAL_ENDS.words)))
    return [...ids].reduce((sum, id) => sum + logitOfId(id), 0)
  }
  return [...text.matchAll(WORD)].flatMap(({ 0: word, index }) => {
    const logit = known.get(word) ?? logitOfWord(word)
    known.set(word, logit)
    return Math.abs(logit) < LEAST_LOGIT ? [] : [{ start: index, end: index + word.length, logit }]
  })
}

function signalsOf(
  x: Sample,
  layout: Layout,
  weights: Heads<Float64Array>,
  names: ReadonlyMap<number, string>,
): Signal[] {
  const signals = Array.from(x.indices, (id, k): Signal | null => {
    const block = blockOf(id, layout)
    if (block === 'words') return null
    const logits = { base: weights.base[k], shared: weights.shared[k], adapter: weights.adapter[k] }
    const logit = logits.base + logits.shared + logits.adapter
    const kind = SIGNS[block]
    return { kind, text: names.get(id) ?? UNNAMED[kind], logits, logit }
  }).filter((signal) => signal !== null && signal.logit !== 0) as Signal[]
  return signals.sort((a, b) => Math.abs(b.logit) - Math.abs(a.logit)).slice(0, SIGNALS_SHOWN)
}
