import type { Entry } from './corpora.js'

/** A base and an encoder, as far as they say whose labels they were trained on. */
export interface Trained {
  /** `mails` of the card has a row for each user. */
  base: { card: Record<string, unknown> }
  /** An encoder of a model folder has a manifest; one that was made for a test has none. */
  encoder: { id: string; info?: { manifest: { supervisedUsers?: readonly string[] | undefined } } }
}

/**
 * The users of a stream whose labels the base or the encoder has seen, sorted. What is measured on them says nothing
 * about a new user.
 */
export function trainedUsers(entries: readonly Pick<Entry, 'user'>[], { base, encoder }: Trained): string[] {
  const rows = Array.isArray(base.card.mails) ? (base.card.mails as { user?: unknown }[]) : []
  const seen = new Set<unknown>([
    ...rows.map(({ user }) => user),
    ...(encoder.info?.manifest.supervisedUsers ?? []),
  ])
  return [...new Set(entries.map(({ user }) => user))].filter((user) => seen.has(user)).sort()
}
