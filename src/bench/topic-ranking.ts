/**
 * Zero shot: does a topic's description, one sentence, rank the mails of that topic before all others?
 *
 * The score of a mail is the cosine of its embedding and the description's. Beside it stand the words alone, as a search
 * engine would use them (cosine of tf-idf vectors, Salton and Buckley 1988), the sum of both, each brought to zero mean
 * and unit variance over the mails, and what the filter itself adds to a mail's logit for a user with that topic. ROC AUC is the
 * probability that a mail of the topic outranks one that is not of it.
 */

import { rocArea } from './metrics.js'
import type { LabelledMail, TopicLabels } from './topic-labels.js'

export const SCORES = ['embedding', 'words', 'both', 'filter'] as const
export type Score = (typeof SCORES)[number]

/** What is known of a text: its unit embedding, and its words. */
export interface Reading {
  embedding: Float32Array
  text: string
}

export interface TopicReport {
  id: string
  description: string
  mails: number
  /** ROC AUC in [0, 1] by score. */
  auc: Record<Score, number>
}

export interface TopicsReport {
  mails: number
  topics: TopicReport[]
  /** Mean over the topics. */
  mean: Record<Score, number>
}

/**
 * `readings[i]` belongs to `mails[i]`, `descriptions[k]` to `topics[k]`, `logits[k][i]` to both; each topic has a mail, and none has
 * all.
 */
export function rankTopics(
  topics: TopicLabels['topics'],
  mails: readonly Pick<LabelledMail, 'topics'>[],
  descriptions: readonly Reading[],
  readings: readonly Reading[],
  logits: readonly (readonly number[])[],
): TopicsReport {
  const rarity = inverseFrequencies(readings.map(({ text }) => text))
  const vectors = readings.map(({ text }) => wordVector(text, rarity))
  const reports = topics.map((topic, k): TopicReport => {
    const embedding = readings.map((reading) => dot(reading.embedding, descriptions[k].embedding))
    const description = wordVector(descriptions[k].text, rarity)
    const words = vectors.map((vector) => overlap(description, vector))
    const standard = [standardised(embedding), standardised(words)]
    const both = standard[0].map((score, i) => score + standard[1][i])
    const own = mails.map(({ topics }) => topics.includes(topic.id))
    const auc = {
      embedding: area(embedding, own),
      words: area(words, own),
      both: area(both, own),
      filter: area(logits[k], own),
    }
    return { ...topic, mails: own.filter((is) => is).length, auc }
  })
  const mean = (score: Score) => reports.reduce((sum, { auc }) => sum + auc[score], 0) / reports.length
  return {
    mails: mails.length,
    topics: reports,
    mean: { embedding: mean('embedding'), words: mean('words'), both: mean('both'), filter: mean('filter') },
  }
}

function area(scores: readonly number[], own: readonly boolean[]): number {
  const outcomes = scores.map((logit, i) => ({
    label: own[i] ? ('spam' as const) : ('ham' as const),
    logit,
    spam: false,
  }))
  const above = rocArea(outcomes)
  return above === null ? Number.NaN : 1 - above / 100
}

type WordVector = Map<string, number>

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{L}{3,}/gu))
}

/** ln(n / n_w) of each word w, n_w of the n texts having it. */
function inverseFrequencies(texts: readonly string[]): WordVector {
  const counts = new Map<string, number>()
  for (const text of texts) for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return new Map([...counts].map(([word, count]) => [word, Math.log(texts.length / count)]))
}

/** Presence of each word times its rarity, at unit length; words that no mail has are left out. */
function wordVector(text: string, rarity: WordVector): WordVector {
  const weights = [...wordsOf(text)].map((word) => [word, rarity.get(word) ?? 0] as const)
  const length = Math.hypot(...weights.map(([, weight]) => weight)) || 1
  return new Map(weights.map(([word, weight]) => [word, weight / length]))
}

function overlap(a: WordVector, b: WordVector): number {
  let sum = 0
  for (const [word, weight] of a) sum += weight * (b.get(word) ?? 0)
  return sum
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}

function standardised(scores: readonly number[]): number[] {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const deviation =
    Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length) || 1
  return scores.map((score) => (score - mean) / deviation)
}
