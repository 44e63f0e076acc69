/** A user out of rows of the log instead of calls, with nothing but marks: marking thousands one by one would solve as often. */
import type { Message, Store } from '../store/store.js'
import type { Label } from '../types.js'

export interface MadeMark {
  /** Of the log; stands there already. */
  message: Message
  label: Label
  markedAt: number
}

const NOTHING_ELSE = {
  ...{ threshold: null, domain: null, prior: null, topics: [] },
  weakLabels: { allowed: false, labels: [] },
}

/** Puts these marks in place of all that the user has. */
export async function makeUser(
  store: Pick<Store, 'replaceUser'>,
  user: string,
  made: readonly MadeMark[],
): Promise<void> {
  const marks = made.map(({ message, label, markedAt }) => {
    const { text: _, user: __, scoredAt: ___, judgement, ...rest } = message
    return { ...rest, label, markedAt, before: judgement }
  })
  await store.replaceUser(user, { ...NOTHING_ELSE, marks }, Math.max(1, marks.length))
}
