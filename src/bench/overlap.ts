import type { Entry } from './corpora.js'
import { halvesOf } from './halves.js'

/** A base and an encoder, as far as they say whose labels they were trained on. */
export interface Trained {
  /** `mails` of the card has a row for each user. */
  base: { card: Record<string, unknown> }
  /** An encoder of a model folder has a manifest; one that was made for a test has none. */
  encoder: { id: string; info?: { manifest: { supervisedUsers?: readonly string[] | undefined } } }
}

/** Users of a stream, sorted. */
export interface Seen {
  byBase: string[]
  byEncoder: string[]
}

/**
 * The users of a stream of whose labels, or of whose halves' (halves.ts), the base or the encoder has seen some. What is measured on
 * them says nothing about a new user.
 */
export function trainedUsers(entries: readonly Pick<Entry, 'user'>[], { base, encoder }: Trained): Seen {
  const users = [...new Set(entries.map(({ user }) => user))].sort()
  const among = (seen: readonly unknown[]) =>
    users.filter((user) => [user, ...halvesOf(user)].some((name) => seen.includes(name)))
  const rows = Array.isArray(base.card.mails) ? (base.card.mails as { user?: unknown }[]) : []
  return {
    byBase: among(rows.map(({ user }) => user)),
    byEncoder: among(encoder.info?.manifest.supervisedUsers ?? []),
  }
}

/** What a command says of them; null: nothing. */
export function trainedWarning({ byBase, byEncoder }: Seen): string | null {
  const said = [
    ...(byBase.length > 0 ? [`the base has seen the labels of ${byBase.join(', ')}`] : []),
    ...(byEncoder.length > 0 ? [`the encoder has seen the labels of ${byEncoder.join(', ')}`] : []),
  ]
  return said.length === 0 ? null : `WARNING: ${said.join('; ')}.`
}
