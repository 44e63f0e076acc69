/** Which domains the training mail has, and what a user of each is served by: see heads/domain.ts. */
import { LEXICAL_ENDS } from '../features/lexical.js'
import { quantise, toSample } from '../features/vector.js'
import { UNWHITENED } from '../features/whitening.js'
import type { Gate } from '../heads/domain.js'
import type { Head, Precision, Sample } from '../heads/head.js'
import { type Example, solve } from '../heads/solver.js'
import type { TrainingMail } from './dataset.js'
import { shuffled } from './draws.js'
import { fitLexicalHead, LEXICAL_LAYOUT, type LexicalModel } from './lexical-head.js'
import { people } from './people.js'

/** A domain that is taken up, see helpful-domains.ts. */
export interface Helpful {
  name: string
  /** The share of the domain's own words; the words of all mail have the rest. */
  share: number
}

/** Mails of each corpus and class that a gate is fitted on. */
const GATE_MAILS = 500
const GATE_PRECISION: Precision = { embedding: 1, words: 0.05, identity: 1, shape: 1, route: 1, bias: 0.01 }
const NONE = new Float32Array(0)
const NO_EMBEDDING = new Int8Array(0)

/** Corpora of at least two people: of one alone, nothing tells what holds for the next. */
export function domainNames(mails: readonly TrainingMail[]): string[] {
  const persons = new Set(people(mails))
  const owners = new Map<string, Set<string>>()
  for (const { corpus, user } of mails) {
    if (persons.has(user)) owners.set(corpus, (owners.get(corpus) ?? new Set()).add(user))
  }
  return [...owners].flatMap(([corpus, users]) => (users.size > 1 ? [corpus] : [])).sort()
}

/** One against all others; every corpus and each of its classes counts alike. */
export function fitGate(mails: readonly TrainingMail[], domain: string, gains: Float32Array): Gate {
  const corpora = [...new Set(mails.map(({ corpus }) => corpus))].sort()
  const drawn = corpora.flatMap((corpus) =>
    [1, -1].flatMap((y) => {
      const cell = mails.filter((mail) => mail.corpus === corpus && mail.y === y)
      const taken = shuffled(cell, 1).slice(0, GATE_MAILS)
      return taken.map((mail) => ({ mail, weight: GATE_MAILS / taken.length }))
    }),
  )
  const examples = shuffled(drawn, 0).map(({ mail, weight }): Example => {
    const inside = mail.corpus === domain
    return {
      x: wordsOf(mail, gains),
      y: inside ? 1 : -1,
      weight: weight * (inside ? corpora.length - 1 : 1),
      offset: 0,
    }
  })
  const { head } = solve(examples, GATE_PRECISION, { layout: LEXICAL_LAYOUT, tolerance: 0.1, maxSweeps: 40 })
  const weights = new Float32Array(LEXICAL_ENDS.words)
  head.weights.forEach((weight, k) => {
    weights[head.ids === null ? k : head.ids[k]] = weight
  })
  return { weights, bias: Math.fround(head.bias) }
}

function wordsOf(mail: TrainingMail, gains: Float32Array): Sample {
  const { lexical } = quantise(NONE, mail.lexical, gains)
  const words = lexical.filter((id) => id < LEXICAL_ENDS.words)
  return toSample({ embedding: NO_EMBEDDING, lexical: words }, { gains, whitening: UNWHITENED })
}

/** The words of one domain's mail alone, as weights for samples that have the general `gains`. */
export function fitDomainWords(mails: readonly TrainingMail[], domain: string, gains: Float32Array): Head {
  return fitLexicalHead(
    mails.filter(({ corpus }) => corpus === domain),
    gains,
  ).head
}

/**
 * What the words of one domain's mail say, pooled with what those of all mail say: the logarithmic opinion pool of the two (Genest
 * and Zidek 1986, "Combining probability distributions").
 */
export function fitDomainHead(
  mails: readonly TrainingMail[],
  { name, share }: Helpful,
  { gains, head }: LexicalModel,
): Head {
  const own = fitDomainWords(mails, name, gains)
  const pooled = (weight: number, id: number) => (1 - share) * weight + share * own.weights[id]
  return { ...head, weights: Float32Array.from(head.weights, pooled) }
}
