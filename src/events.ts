/** What happens, as it happens: for those who watch. Nothing is kept, and nobody who watches can hold up the filter. */
import type { Label, Verdict } from './types.js'

export type HappeningOf<Type extends string, Details> = { type: Type; at: number } & Details

export type Happening =
  | HappeningOf<'score', { user: string; id: string; verdict: Verdict; probability: number }>
  /** `label` null: taken back. `marks`: how many the user has now. */
  | HappeningOf<'mark', { user: string; id: string; label: Label | null; marks: number }>
  | HappeningOf<'change', { user: string; what: Change }>
  | HappeningOf<'refit', { version: number; published: boolean }>
  /** An administrator put an earlier shared head in force again, as this version. */
  | HappeningOf<'restore', { version: number; copiedFrom: number }>

/** What of a user changed besides a mark. */
export type Change =
  | 'threshold'
  | 'promise'
  | 'prior'
  | 'topics'
  | 'weak-labels'
  | 'undo'
  | 'import'
  | 'erase'

type News<Each = Happening> = Each extends Happening ? Omit<Each, 'at'> : never

export class Events {
  private readonly listeners = new Set<(event: Happening) => void>()

  constructor(private readonly now: () => number) {}

  /** @returns what ends it */
  subscribe(listener: (event: Happening) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  publish(news: News): void {
    const event = { ...news, at: this.now() } as Happening
    for (const listener of this.listeners) listener(event)
  }
}
