import type { Scored } from '../filter.js'
import type { Entry } from './corpora.js'
import { type Measures, measure, type Outcome } from './metrics.js'

/** The heads whose judgement is measured: the base alone, base + shared head, and all three, which is what a user sees. */
export const HEADS = ['base', 'shared', 'own'] as const
export type Head = (typeof HEADS)[number]

/** What became of one message. A message that the filter refuses is let through, as every door does. */
export interface Result {
  entry: Entry
  scored: Scored | null
  outcomes: Record<Head, Outcome>
}

/** Figures over one user's messages, or over all. */
export interface Figures {
  messages: number
  /** Messages that the filter would not judge; they count as ham at even odds. */
  refused: number
  marks: number
  messagesPerSecond: number
  heads: Record<Head, Measures>
}

/** Adds up results for all users together and for each. */
export class Tallies {
  private readonly all = new Tally()
  private readonly users = new Map<string, Tally>()

  add(result: Result, milliseconds: number): void {
    this.all.add(result, milliseconds)
    this.of(result.entry.user).add(result, milliseconds)
  }

  mark(user: string): void {
    this.all.marks += 1
    this.of(user).marks += 1
  }

  figures(): { all: Figures; users: Record<string, Figures> } {
    const users = [...this.users].map(([user, tally]) => [user, tally.figures()])
    return { all: this.all.figures(), users: Object.fromEntries(users) }
  }

  private of(user: string): Tally {
    const tally = this.users.get(user) ?? new Tally()
    this.users.set(user, tally)
    return tally
  }
}

class Tally {
  marks = 0
  private refused = 0
  private milliseconds = 0
  private readonly outcomes: Record<Head, Outcome[]> = { base: [], shared: [], own: [] }

  add(result: Result, milliseconds: number): void {
    for (const head of HEADS) this.outcomes[head].push(result.outcomes[head])
    if (result.scored === null) this.refused += 1
    this.milliseconds += milliseconds
  }

  figures(): Figures {
    const { base, shared, own } = this.outcomes
    return {
      messages: own.length,
      refused: this.refused,
      marks: this.marks,
      messagesPerSecond: (1000 * own.length) / this.milliseconds,
      heads: { base: measure(base), shared: measure(shared), own: measure(own) },
    }
  }
}
