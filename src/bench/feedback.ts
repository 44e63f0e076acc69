/**
 * When a filter is told what a message was. The filter always scores first; see the TREC 2006 and 2007 spam track
 * overviews (Cormack) for delayed and partial feedback.
 */
import { BadInput } from '../errors.js'
import type { Entry } from './corpora.js'

export type Feedback =
  /** Every label, right after its message was scored. */
  | { kind: 'immediate' }
  /** Every label, once `messages` more messages were scored. */
  | { kind: 'delayed'; messages: number }
  /** Only the labels of one user's mail, right after scoring. */
  | { kind: 'partial'; user: string }
  | { kind: 'none' }

/** @throws BadInput when the text is not `immediate`, `delayed:N`, `partial:USER` or `none`. */
export function parseFeedback(text: string): Feedback {
  if (text === 'immediate' || text === 'none') return { kind: text }
  const [kind, value] = text.split(/:(.*)/s)
  if (kind === 'delayed' && /^\d{1,9}$/.test(value ?? '')) return { kind, messages: Number(value) }
  if (kind === 'partial' && value) return { kind, user: value }
  throw new BadInput(
    `"${text}" is no way to give feedback; use immediate, delayed:N, partial:USER or none, such as delayed:1000.`,
  )
}

/** @throws BadInput where labels are asked of a user whom the index does not have */
export function checkFeedback(feedback: Feedback, index: readonly Entry[]): void {
  if (feedback.kind !== 'partial') return
  const users = [...new Set(index.map(({ user }) => user))]
  if (users.includes(feedback.user)) return
  const some = users.slice(0, 10).join(', ')
  throw new BadInput(
    `The index has no mail of "${feedback.user}", whose labels were to be told; it has that of ${some}.`,
  )
}

/** Some messages to score, and then the place in the stream of the label to tell, if one is due. */
export interface Step {
  messages: number
  label: number | null
}

/** Messages that may be scored at once while no label is due between them. */
const MOST_AT_ONCE = 8

/** Cuts the stream into steps. No label is told early, late, or out of order: within a step nothing can be learned. */
export function* feedbackSteps(feedback: Feedback, entries: readonly Entry[]): Generator<Step> {
  let messages = 0
  for (let at = 0; at < entries.length; at += 1) {
    const label = labelDue(feedback, entries, at)
    messages += 1
    if (label === null && messages < MOST_AT_ONCE && at + 1 < entries.length) continue
    yield { messages, label }
    messages = 0
  }
}

/** The place in the stream whose label is told once message number `at` was scored; null when none is. */
function labelDue(feedback: Feedback, entries: readonly Entry[], at: number): number | null {
  switch (feedback.kind) {
    case 'immediate':
      return at
    case 'delayed':
      return at >= feedback.messages ? at - feedback.messages : null
    case 'partial':
      return entries[at].user === feedback.user ? at : null
    case 'none':
      return null
  }
}
