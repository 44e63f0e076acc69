/**
 * What would be judged otherwise under another threshold, version of the shared head or encoder, before anybody switches: on stored
 * mail, or on mail that is brought along, which is neither logged nor kept.
 *
 * Both sides are judged now, by models that have learned from the same marks. (So a marked mail is judged by a model that knows
 * its label, on both sides; how a new one would fare is what the prequential figures say.)
 */
import { BadInput } from '../errors.js'
import type { Sample } from '../heads/head.js'
import { isMbox, splitMbox } from '../mail/mbox.js'
import { parse } from '../mail/parse.js'
import type { Side } from '../model.js'
import type { User } from '../store/store.js'
import type { Label, Mail } from '../types.js'
import { knownUser } from '../user-name.js'
import { readingUnder, type Tried, withEncoder } from './other-encoder.js'
import type { DashboardParts } from './parts.js'
import { inBatches, type Reading, readingInForce, readingVaried, type Variation } from './reading.js'

/** `from` verdict to verdict, for each two that differ. */
export type Moves = Record<(typeof MOVES)[number], number>

export interface Moved {
  id: string
  sender: string | null
  subject: string | null
  /** Null for mail that was brought along. */
  scoredAt: number | null
  label: Label | null
  before: Side
  after: Side
}

export interface WhatIf {
  user: string
  mails: number
  moved: Moves
  /** Among the marked mails, how many are judged otherwise than marked. */
  errors: { marked: number; before: number; after: number }
  /** Ham that becomes spam first. */
  changes: Moved[]
  /** Null where the encoder stays. `mailsWithoutText` could not be embedded by it, and are left out. */
  encoder: (Tried & { mailsWithoutText: number }) | null
}

/** Another encoder goes without a shared head. */
export interface Change extends Variation {
  encoder?: string
}

type Shown = Omit<Moved, 'before' | 'after'>

/** The costliest first. */
export const MOVES = [
  'ham->spam',
  'unsure->spam',
  'spam->ham',
  'spam->unsure',
  'ham->unsure',
  'unsure->ham',
] as const

/** Newest mails of a user that are looked at, and where each is embedded anew, at some ten milliseconds. */
const MOST_MAILS = 2000
const MOST_EMBEDDED = 500
const CHANGES_SHOWN = 100

/** @throws NotFound for an unknown user or encoder, BadInput 409 for a version whose head is not kept */
export async function whatIfStored(
  parts: DashboardParts,
  name: string,
  change: Change,
  { from, to }: { from: number; to: number },
): Promise<WhatIf> {
  const user = await knownUser(parts.store, name)
  const limit = mostMails(change)
  const messages = await parts.store.period(name, { from, to, limit })
  const shown = messages.map(({ id, sender, subject, scoredAt, label }): Shown => {
    return { id, sender, subject, scoredAt, label }
  })
  return compare(parts, user, change, shown, ({ reader }) => reader.stored(messages))
}

/** @param bytes an mbox, or one mail */
export async function whatIfBrought(
  parts: DashboardParts,
  name: string,
  change: Change,
  bytes: Buffer,
): Promise<WhatIf> {
  const user = await knownUser(parts.store, name)
  const mails: Mail[] = []
  for await (const raw of isMbox(bytes) ? splitMbox(chunksOf(bytes)) : [bytes]) {
    if (mails.length === mostMails(change)) break
    mails.push(await parse(raw))
  }
  const shown: Shown[] = []
  for (const { id, from, subject } of mails) {
    const label = (await parts.store.mark(name, id))?.label ?? null
    shown.push({ id, sender: from?.address ?? '', subject, scoredAt: null, label })
  }
  return compare(parts, user, change, shown, ({ reader }) => inBatches(mails, (mail) => reader.brought(mail)))
}

function mostMails({ encoder }: Change): number {
  return encoder === undefined ? MOST_MAILS : MOST_EMBEDDED
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

/** @param read the mails, one for each that is shown; null for those that cannot be read */
async function compare(
  parts: DashboardParts,
  user: User,
  { encoder, ...change }: Change,
  shown: readonly Shown[],
  read: (reading: Reading) => Promise<(Sample | null)[]>,
): Promise<WhatIf> {
  if (encoder !== undefined && change.sharedVersion !== undefined)
    throw new BadInput('A shared head belongs to its encoder: try another one of these or the other.')
  const before = await readingInForce(parts, user)
  const samples = await read(before)
  const judged = (after: Reading, then: (Sample | null)[]) =>
    shown.flatMap((mail, i): Moved[] => {
      const [x, y] = [samples[i], then[i]]
      if (x === null || y === null) return []
      return [{ ...mail, before: before.judge(x, mail.id), after: after.judge(y, mail.id) }]
    })
  if (encoder === undefined) {
    const after = await readingVaried(parts, user, before.reader, change)
    return summaryOf(user.user, judged(after, samples), null)
  }
  return withEncoder(parts, encoder, async (heads) => {
    const after = await readingUnder(parts, user, heads, change)
    const mails = judged(after, await read(after))
    return summaryOf(user.user, mails, { ...after.tried, mailsWithoutText: shown.length - mails.length })
  })
}

function summaryOf(user: string, judged: Moved[], encoder: WhatIf['encoder']): WhatIf {
  const marked = judged.filter(({ label }) => label !== null)
  const errors = (which: 'before' | 'after') =>
    marked.filter((mail) => (mail.label === 'spam') !== (mail[which].verdict === 'spam')).length
  const changes = judged
    .filter((mail) => mail.before.verdict !== mail.after.verdict)
    .sort((a, b) => MOVES.indexOf(moveOf(a)) - MOVES.indexOf(moveOf(b)))
  const moves = MOVES.map((move) => [move, changes.filter((mail) => moveOf(mail) === move).length])
  return {
    user,
    mails: judged.length,
    moved: Object.fromEntries(moves) as Moves,
    errors: { marked: marked.length, before: errors('before'), after: errors('after') },
    changes: changes.slice(0, CHANGES_SHOWN),
    encoder,
  }
}

function moveOf({ before, after }: Pick<Moved, 'before' | 'after'>): keyof Moves {
  return `${before.verdict}->${after.verdict}` as keyof Moves
}
