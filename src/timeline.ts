/** What a user marked, when, and what became of it; and going back to the marks of an earlier moment. */
import { BadInput } from './errors.js'
import { judge, type Side } from './model.js'
import type { Models } from './models.js'
import type { Judgement, Mark, MarkChange, Page, Store } from './store/store.js'
import { knownUser } from './user-name.js'

export interface TimelineMark extends Pick<Mark, 'id' | 'sender' | 'subject' | 'label' | 'markedAt'> {
  /** When the mail came. */
  before: Judgement
  /** By the user's model as it is. */
  now: Side
}

export interface Undone {
  user: string
  /** The moment, in milliseconds since 1970. */
  to: number
  /** How many marks the user has then. */
  marks: number
  changes: MarkChange[]
}

interface TimelineOptions {
  store: Store
  models: Models
  maxMarks: number
  now: () => number
  /** Called when marks have changed. */
  onChange: (user: string) => void
}

export class Timeline {
  constructor(private readonly options: TimelineOptions) {}

  /** Newest first. @throws NotFound for an unknown user */
  async list(user: string, page: Page): Promise<{ marks: TimelineMark[]; next: string | null }> {
    const { store, models } = this.options
    const model = await models.of(await knownUser(store, user))
    const { marks, next } = await store.timeline(user, page)
    const shown = marks.map((mark) => {
      const { id, sender, subject, label, markedAt, before } = mark
      const { probability, verdict } = judge(model, models.sample(mark))
      return { id, sender, subject, label, markedAt, before, now: { probability, verdict } }
    })
    return { marks: shown, next }
  }

  /**
   * Makes the user's marks those of the moment. The user's model, a pure function of the marks, is then what it was, but for
   * what the shared head has learned since.
   * @throws NotFound, BadInput for a moment to come, or 409 for one that is too long ago
   */
  async undo(user: string, to: number, dryRun = false): Promise<Undone> {
    const { store, maxMarks, now } = this.options
    await knownUser(store, user)
    if (to > now()) throw new BadInput('Choose a moment that has passed.', 400, 'bad-moment')
    const { changes, marks } = await store.undo(user, { to, now: now(), limit: maxMarks, dryRun })
    if (!dryRun && changes.length > 0) this.options.onChange(user)
    return { user, to, marks, changes }
  }

  /** Takes all marks back; the mail stays in the log. @throws NotFound */
  async reset(user: string): Promise<{ user: string; forgotten: number }> {
    const { store, now } = this.options
    await knownUser(store, user)
    const forgotten = await store.forgetMarks(user, now())
    if (forgotten > 0) this.options.onChange(user)
    return { user, forgotten }
  }
}
