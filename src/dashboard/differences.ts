/**
 * What users' models disagree on: the words, senders and shapes to which their adapters give the most different weights,
 * and the topics that one of them described.
 *
 * An adapter holds ids of hashed features. Their names come from the users' own marked mail, as far as senders and subjects (and
 * the texts of mails that are in the log still) were kept; a feature that nobody's kept mail names is left out. A weight is
 * shown as what the feature adds to the logit of those marked mails that have it, on average.
 */
import { closedNames } from '../features/closed-names.js'
import { lexical } from '../features/lexical.js'
import { SIGNS, type Sign } from '../features/sign.js'
import { blockOf, type Head, logit, lowerBound } from '../heads/head.js'
import { rememberedMail } from '../mail/written.js'
import type { Model } from '../model.js'
import type { Models } from '../models.js'
import type { Mark, Store, Topic } from '../store/store.js'
import type { TopicReader } from '../topic-reader.js'
import type { DashboardParts } from './parts.js'

export interface Disagreement {
  /** What each user's adapter adds, in logits. */
  logits: Record<string, number>
  /** The largest less the smallest of them. */
  spread: number
}

export interface Differences {
  words: (Disagreement & { text: string; kind: Sign })[]
  topics: (Disagreement & Pick<Topic, 'name' | 'description' | 'verdict'> & { owner: string })[]
}

const MOST_WORDS = 30
/** Newest marks of each user whose mail is read for names. */
const READ = 300

export async function differencesOf(
  { store, models, reader }: DashboardParts,
  rows: readonly Model[],
): Promise<Differences> {
  const names = new Map(closedNames)
  for (const model of rows) for (const [id, name] of await namesOf(store, model)) names.set(id, name)
  return { words: wordsOf(models, rows, names), topics: await topicsOf(store, reader, rows) }
}

async function namesOf(store: Store, { user, marks }: Model): Promise<Map<number, string>> {
  const newest = marks.toSorted((a, b) => b.markedAt - a.markedAt).slice(0, READ)
  const all = new Map<number, string>()
  for (const mark of newest) {
    const text = (await store.message(user.user, mark.id))?.text ?? null
    for (const [id, name] of namesIn(mark, text)) all.set(id, name)
  }
  return all
}

function namesIn({ sender, subject }: Mark, text: string | null): Map<number, string> {
  return lexical(rememberedMail({ sender, subject, text })).names
}

function wordsOf(
  { base }: Models,
  rows: readonly Model[],
  names: ReadonlyMap<number, string>,
): Differences['words'] {
  const values = meanValues(rows, base.layout.route)
  const ids = new Set(rows.flatMap(({ adapter }) => [...(adapter.ids ?? [])]))
  const words = [...ids].flatMap((id) => {
    const text = names.get(id)
    if (text === undefined) return []
    const kind = SIGNS[blockOf(id, base.layout)]
    const all = rows.map(({ user, adapter }) => [user.user, weightOf(adapter, id) * values[id]] as const)
    return [{ text, kind, ...disagreement(all) }]
  })
  return mostDiffering(words).slice(0, MOST_WORDS)
}

/** The value of each feature in the marked mails that have it, on average; 0 where none has. */
function meanValues(rows: readonly Model[], size: number): Float64Array {
  const sums = new Float64Array(size)
  const counts = new Uint32Array(size)
  for (const { x } of rows.flatMap(({ examples }) => examples)) {
    for (let k = 0; k < x.indices.length; k++) {
      sums[x.indices[k]] += x.values[k]
      counts[x.indices[k]]++
    }
  }
  return sums.map((sum, id) => (counts[id] === 0 ? 0 : sum / counts[id]))
}

function weightOf({ ids, weights }: Head, id: number): number {
  if (ids === null) return weights[id]
  const at = lowerBound(ids, id)
  return ids[at] === id ? weights[at] : 0
}

async function topicsOf(
  store: Store,
  reader: TopicReader,
  rows: readonly Model[],
): Promise<Differences['topics']> {
  const topics: Differences['topics'] = []
  for (const { user } of rows) {
    for (const { name, description, verdict } of await store.topics(user.user)) {
      const x = await reader.sample(description)
      // The bias says nothing about the topic.
      const all = rows.map((row) => [row.user.user, logit(row.adapter, x) - row.adapter.bias] as const)
      topics.push({ name, owner: user.user, description, verdict, ...disagreement(all) })
    }
  }
  return mostDiffering(topics)
}

function disagreement(all: readonly (readonly [string, number])[]): Disagreement {
  const logits = all.map(([, logit]) => logit)
  return { logits: Object.fromEntries(all), spread: Math.max(...logits) - Math.min(...logits) }
}

function mostDiffering<Each extends Disagreement>(all: Each[]): Each[] {
  return all.filter(({ spread }) => spread > 0).sort((a, b) => b.spread - a.spread)
}
