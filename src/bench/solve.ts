/**
 * How long a mark takes: from the call until the user's adapter is solved and the mail judged anew, without the network. One user has
 * so many marks, the last of which is made and taken back, each time on another mail.
 *
 * Users whose marks contradict each other are the slowest: their adapters take more sweeps, and marks of one kind with contrary
 * labels are held against each other (heads/drift.ts).
 */
import type { Filter } from '../filter.js'
import type { Message, Store } from '../store/store.js'
import type { Label } from '../types.js'
import { type Entry, readMails } from './corpora.js'
import { makeUser } from './made-user.js'
import { quantile } from './quantile.js'

export interface SolveOptions {
  filter: Pick<Filter, 'score' | 'mark' | 'unmark' | 'rejudge'>
  store: Pick<Store, 'message' | 'logMessages' | 'replaceUser'>
  /** Mail of the user, `mailsNeeded` of them at least. */
  entries: readonly Entry[]
  /** Marks, the measured one included. */
  counts: readonly number[]
  /** Marks made and taken back, for each count. */
  repeats: number
  onRepeat?(): void
}

/** Milliseconds. */
export interface Times {
  median: number
  p95: number
}

export interface SolveRow {
  labels: Labels
  marks: number
  /** Milliseconds until the adapter is solved of which nothing is remembered, as for the first mark after a start. */
  first: number
  mark: Times
  unmark: Times
}

/** One labelled mail, as it stands in the log. */
interface Known {
  message: Message
  label: Label
}

/** What users may make of their mail: the i-th mark of each. */
const MARKS = {
  'as they are': (mails: readonly Known[], i: number) => mails[i],
  /** Every second mark is of a copy of the mail before, and contradicts it. */
  'of each mail both': (mails: readonly Known[], i: number) => other(mails[i >> 1], i),
  /** All marks are of copies of one mail, with either label in turn. */
  'of one mail, in turn': (mails: readonly Known[], i: number) => other(mails[0], i),
} as const
export type Labels = keyof typeof MARKS

export const LABELS = Object.keys(MARKS) as Labels[]

/** @throws BadInput when a message cannot be read. */
export async function runSolve(options: SolveOptions): Promise<SolveRow[]> {
  const known = await scored(options)
  const rows: SolveRow[] = []
  for (const labels of LABELS) {
    for (const marks of options.counts) rows.push(await measure(labels, marks, known, options))
  }
  return rows
}

export function mailsNeeded(counts: readonly number[], repeats: number): number {
  return Math.max(...counts) + repeats
}

function other({ message, label }: Known, i: number): Known {
  const isTurned = i % 2 === 1
  return { message, label: isTurned ? (label === 'spam' ? 'ham' : 'spam') : label }
}

const SCORED = 'scored'

async function scored({ filter, store, entries, counts, repeats }: SolveOptions): Promise<Known[]> {
  const known: Known[] = []
  for await (const { entry, raw } of readMails(entries.slice(0, mailsNeeded(counts, repeats)))) {
    const { id } = await filter.score(SCORED, raw)
    const message = await store.message(SCORED, id)
    if (message !== null) known.push({ message, label: entry.label })
  }
  return known
}

async function measure(
  labels: Labels,
  marks: number,
  known: readonly Known[],
  { filter, store, repeats, onRepeat }: SolveOptions,
): Promise<SolveRow> {
  const user = `${marks} ${labels}`
  // Copies have ids of their own.
  const all = Array.from({ length: marks - 1 + repeats }, (_, i) => {
    const { message, label } = MARKS[labels](known, i)
    return { message: { ...message, user, id: `${i}-${message.id}` }, label }
  })
  await store.logMessages(all.map(({ message }) => message))
  const held = all.slice(0, marks - 1).map((each) => ({ ...each, markedAt: each.message.scoredAt }))
  await makeUser(store, user, held)
  const first = await timed(() => filter.rejudge(user, []))
  const times = { mark: [] as number[], unmark: [] as number[] }
  for (const { message, label } of all.slice(marks - 1)) {
    times.mark.push(await timed(() => filter.mark(user, message.id, label)))
    times.unmark.push(await timed(() => filter.unmark(user, message.id)))
    onRepeat?.()
  }
  return { labels, marks, first, mark: spread(times.mark), unmark: spread(times.unmark) }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function spread(times: readonly number[]): Times {
  return { median: quantile(times, 0.5), p95: quantile(times, 0.95) }
}
