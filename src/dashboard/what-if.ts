/**
 * What would be judged otherwise under another threshold or version of the shared head, before anybody switches: on stored mail, or
 * on mail that is brought along, which is neither logged nor kept.
 *
 * Both sides are judged now, by models that have learned from the same marks. (So a marked mail is judged by a model that knows
 * its label, on both sides; how a new one would fare is what the prequential figures say.)
 */
import { BadInput } from '../errors.js'
import { lexical } from '../features/lexical.js'
import { quantise, toSample } from '../features/vector.js'
import { type Head, type Sample, zeroHead } from '../heads/head.js'
import { decodeHead } from '../heads/head-codec.js'
import { isMbox, splitMbox } from '../mail/mbox.js'
import { parse } from '../mail/parse.js'
import { canonicalText } from '../mail/text.js'
import type { Side } from '../model.js'
import type { Variant } from '../models.js'
import type { Label } from '../types.js'
import { knownUser } from '../user-name.js'
import type { DashboardParts } from './parts.js'

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
}

export interface Change {
  threshold?: number
  sharedVersion?: number
}

/** A mail as it is judged, with what is shown of it. */
type Candidate = Pick<Moved, 'id' | 'sender' | 'subject' | 'scoredAt' | 'label'> & { x: Sample }

/** The costliest first. */
export const MOVES = [
  'ham->spam',
  'unsure->spam',
  'spam->ham',
  'spam->unsure',
  'ham->unsure',
  'unsure->ham',
] as const

/** Newest mails of a user that are looked at. */
export const MOST_MAILS = 2000
const CHANGES_SHOWN = 100

/** @throws NotFound for an unknown user, BadInput 409 for a version whose head is not kept */
export async function whatIfStored(
  parts: DashboardParts,
  name: string,
  change: Change,
  { from, to }: { from: number; to: number },
): Promise<WhatIf> {
  const messages = await parts.store.period(name, { from, to, limit: MOST_MAILS })
  return compare(parts, name, change, () =>
    messages.map(({ vector, encoder, ...mail }) => ({
      ...mail,
      x: parts.models.sample({ vector, encoder }),
    })),
  )
}

/** @param bytes an mbox, or one mail */
export async function whatIfBrought(
  parts: DashboardParts,
  name: string,
  change: Change,
  bytes: Buffer,
): Promise<WhatIf> {
  const { store } = parts
  const candidates: Candidate[] = []
  for await (const raw of isMbox(bytes) ? splitMbox(chunksOf(bytes)) : [bytes]) {
    if (candidates.length === MOST_MAILS) break
    const candidate = await read(parts, raw)
    const label = (await store.mark(name, candidate.id))?.label ?? null
    candidates.push({ ...candidate, label })
  }
  return compare(parts, name, change, () => candidates)
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

async function read({ encoder, models }: DashboardParts, raw: Buffer): Promise<Candidate> {
  const mail = await parse(raw)
  const { gains } = models.base
  const features = quantise(await encoder.encode(canonicalText(mail)), lexical(mail).ids, gains)
  const sender = mail.from?.address ?? ''
  return {
    id: mail.id,
    sender,
    subject: mail.subject,
    scoredAt: null,
    label: null,
    x: toSample(features, gains),
  }
}

async function compare(
  parts: DashboardParts,
  name: string,
  change: Change,
  candidates: () => Candidate[],
): Promise<WhatIf> {
  const { store, models } = parts
  const user = await knownUser(store, name)
  const [before, after] = [await models.of(user), await models.variant(user, await variantOf(parts, change))]
  const [isNow, isThen] = [models.judgeMany(before), models.judgeMany(after)]
  const judged = candidates().map(({ x, ...mail }) => ({
    ...mail,
    before: isNow(x, mail.id),
    after: isThen(x, mail.id),
  }))
  const marked = judged.filter(({ label }) => label !== null)
  const errors = (which: 'before' | 'after') =>
    marked.filter((mail) => (mail.label === 'spam') !== (mail[which].verdict === 'spam')).length
  const changes = judged
    .filter((mail) => mail.before.verdict !== mail.after.verdict)
    .sort((a, b) => MOVES.indexOf(moveOf(a)) - MOVES.indexOf(moveOf(b)))
  const moves = MOVES.map((move) => [move, changes.filter((mail) => moveOf(mail) === move).length])
  return {
    user: name,
    mails: judged.length,
    moved: Object.fromEntries(moves) as Moves,
    errors: { marked: marked.length, before: errors('before'), after: errors('after') },
    changes: changes.slice(0, CHANGES_SHOWN),
  }
}

function moveOf({ before, after }: Pick<Moved, 'before' | 'after'>): keyof Moves {
  return `${before.verdict}->${after.verdict}` as keyof Moves
}

async function variantOf(parts: DashboardParts, { threshold, sharedVersion }: Change): Promise<Variant> {
  return {
    ...(threshold !== undefined && { threshold }),
    ...(sharedVersion !== undefined && { shared: await sharedOf(parts, sharedVersion) }),
  }
}

async function sharedOf(
  { store, models, encoder }: DashboardParts,
  version: number,
): Promise<{ version: number; head: Head }> {
  const { base } = models
  if (version === 0) return { version, head: zeroHead(base.layout.dimension) }
  const found = await store.sharedVersion(version)
  if (found === null || found.encoder !== encoder.id || found.base !== base.id) {
    throw new BadInput(
      `The head of version ${version} is not there to try: choose one that the list of versions calls restorable.`,
      409,
      'not-kept',
    )
  }
  return { version, head: decodeHead(found.head, base.layout) }
}
