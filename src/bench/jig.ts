/**
 * Streams labelled mail through the real filter, in order: score first, then feedback (progressive validation), as the
 * jig of the TREC spam track does. Every message is judged by what the filter had learned before it.
 */
import { createHash } from 'node:crypto'
import { BadInput } from '../errors.js'
import type { Filter, Scored } from '../filter.js'
import { DEFAULT_USER, type Entry, readMails } from './corpora.js'
import { type Feedback, feedbackSteps } from './feedback.js'
import type { Outcome } from './metrics.js'
import { type Figures, type Result, Tallies } from './tally.js'

export interface JigOptions {
  filter: Pick<Filter, 'score' | 'mark' | 'settled'>
  entries: readonly Entry[]
  feedback: Feedback
  /** `index`: each user of the index has a filter of their own. `one`: all the mail is one user's, as TREC has it. */
  users: 'index' | 'one'
  /** Called for each message, in order. */
  onResult?(result: Result): void
}

export interface JigReport {
  all: Figures
  users: Record<string, Figures>
  /** SHA-256 over label, user and content of every message, in order. */
  mailHash: string
}

/**
 * Runs a stream. The filter has taken in each label, the shared head's refit included, before it sees another message;
 * so a run can be repeated exactly.
 * @throws BadInput when a message cannot be read.
 */
export async function runJig({ filter, entries, feedback, users, onResult }: JigOptions): Promise<JigReport> {
  const userOf = (entry: Entry) => (users === 'one' ? DEFAULT_USER : entry.user)
  const mails = readMails(entries)
  const hash = createHash('sha256')
  const tallies = new Tallies()
  const ids: (string | null)[] = []

  for (const step of feedbackSteps(feedback, entries)) {
    const began = performance.now()
    const scoring: Promise<Result>[] = []
    for (const { entry, raw } of await take(mails, step.messages)) {
      hash.update(`${entry.label} ${entry.user} ${createHash('sha256').update(raw).digest('hex')}\n`)
      scoring.push(scoreOrRefuse(filter, userOf(entry), raw).then((scored) => judge(entry, scored)))
    }
    const results = await Promise.all(scoring)
    ids.push(...results.map(({ scored }) => scored?.id ?? null))

    const id = step.label === null ? null : ids[step.label]
    if (step.label !== null && id !== null) {
      const entry = entries[step.label]
      await filter.mark(userOf(entry), id, entry.label)
      await filter.settled()
      tallies.mark(entry.user)
    }
    const milliseconds = (performance.now() - began) / results.length
    for (const result of results) {
      tallies.add(result, milliseconds)
      onResult?.(result)
    }
  }
  return { ...tallies.figures(), mailHash: hash.digest('hex') }
}

async function take<T>(source: AsyncGenerator<T>, count: number): Promise<T[]> {
  const taken: T[] = []
  while (taken.length < count) taken.push((await source.next()).value)
  return taken
}

async function scoreOrRefuse(
  filter: JigOptions['filter'],
  user: string,
  raw: Buffer,
): Promise<Scored | null> {
  try {
    return await filter.score(user, raw)
  } catch (error) {
    if (error instanceof BadInput) return null
    throw error
  }
}

function judge(entry: Entry, scored: Scored | null): Result {
  const { label } = entry
  if (scored === null) {
    const letThrough: Outcome = { label, logit: 0, spam: false }
    return { entry, scored, outcomes: { base: letThrough, shared: letThrough, own: letThrough } }
  }
  const { parts, threshold, logit, verdict } = scored
  const judgedBy = (logit: number): Outcome => ({
    label,
    logit,
    spam: 1 / (1 + Math.exp(-logit)) >= threshold,
  })
  return {
    entry,
    scored,
    outcomes: {
      base: judgedBy(parts.base),
      shared: judgedBy(parts.base + parts.shared),
      own: { label, logit, spam: verdict === 'spam' },
    },
  }
}
