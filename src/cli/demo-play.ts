/**
 * The demo: mail written by us for two users who disagree. Anna loves the newsletters that Ben marks as spam; on
 * ordinary mail and on plain spam they agree. Ben starts from Anna's model, marks a dozen mails, and the mails that
 * he did not mark show whose model he has now.
 */
import { join } from 'node:path'
import pMap from 'p-map'
import { type Entry, readIndex, readMail } from '../bench/corpora.js'
import { packageRoot } from '../config.js'
import type { Explained, Filter, Side } from '../filter.js'
import type { Label } from '../types.js'

/** A mail that Ben did not mark, judged by the model he started from and by his own. */
export interface DemoRow {
  /** What Ben would call it. */
  label: Label
  sender: string
  subject: string
  annas: Side
  own: Side
}

export interface DemoResult {
  rows: DemoRow[]
  /** How many rows each model gets wrong; unsure mail is delivered, so it counts as ham. */
  wrong: { annas: number; own: number }
  marks: { anna: number; ben: number }
  anna: {
    mails: number
    /** The most that the probability of any of Anna's mails moved when Ben marked his. */
    moved: number
  }
}

export const DEMO_INDEX = join(packageRoot, 'data', 'samples', 'demo', 'index')

/** Each user marks this many of the mails that came first. */
const MARKS = { anna: 16, ben: 12 }
/** Mails in hand at once, enough to keep every core's encoder busy. */
const CONCURRENCY = 8

/** Plays the demo with the users `anna` and `ben`. `step` is told of each of the `demoSteps()` as it is done. */
export async function playDemo(filter: Filter, step: () => void): Promise<DemoResult> {
  const entries = await readIndex(DEMO_INDEX)
  const annas = entries.filter(({ user }) => user === 'anna')
  const bens = entries.filter(({ user }) => user === 'ben')

  const annaIds = await scoreAll(filter, annas, step)
  await markFirst(filter, 'anna', annas, annaIds, MARKS.anna)
  await filter.setPrior('ben', 'anna')
  const benIds = await scoreAll(filter, bens, step)

  const rest = benIds.slice(MARKS.ben)
  const annaBefore = await judgeAll(filter, 'anna', annaIds)
  const before = await judgeAll(filter, 'ben', rest)
  await markFirst(filter, 'ben', bens, benIds, MARKS.ben)
  const after = await judgeAll(filter, 'ben', rest)
  const annaAfter = await judgeAll(filter, 'anna', annaIds)

  const rows = rest.map((_, at) => demoRow(bens[MARKS.ben + at].label, before[at], after[at]))
  const wrong = (model: 'annas' | 'own') =>
    rows.filter((row) => (row.label === 'spam') !== (row[model].verdict === 'spam')).length
  const moves = annaAfter.map(({ probability }, at) => Math.abs(probability - annaBefore[at].probability))
  return {
    rows,
    wrong: { annas: wrong('annas'), own: wrong('own') },
    marks: MARKS,
    anna: { mails: annas.length, moved: Math.max(...moves) },
  }
}

/** How many steps the demo has. */
export async function demoSteps(): Promise<number> {
  return (await readIndex(DEMO_INDEX)).length
}

async function scoreAll(filter: Filter, entries: readonly Entry[], step: () => void): Promise<string[]> {
  const score = async (entry: Entry) => {
    const { id } = await filter.score(entry.user, await readMail(entry))
    step()
    return id
  }
  return pMap(entries, score, { concurrency: CONCURRENCY })
}

async function markFirst(
  filter: Filter,
  user: string,
  entries: readonly Entry[],
  ids: readonly string[],
  count: number,
): Promise<void> {
  for (const [at, { label }] of entries.slice(0, count).entries()) await filter.mark(user, ids[at], label)
}

function judgeAll(filter: Filter, user: string, ids: readonly string[]): Promise<Explained[]> {
  return pMap(ids, (id) => filter.explain(user, id), { concurrency: 1 })
}

function demoRow(label: Label, before: Explained, after: Explained): DemoRow {
  const side = ({ verdict, probability }: Explained): Side => ({ verdict, probability })
  return {
    label,
    sender: before.sender ?? '',
    subject: before.subject ?? '',
    annas: side(before),
    own: side(after),
  }
}
