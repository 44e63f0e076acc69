/** How a user's mail is read and judged: as it is, or with something changed. */
import { BadInput } from '../errors.js'
import { lexical } from '../features/lexical.js'
import { quantise, toSample } from '../features/vector.js'
import type { Base } from '../heads/base.js'
import { type Head, type Sample, zeroHead } from '../heads/head.js'
import { decodeHead } from '../heads/head-codec.js'
import { canonicalText } from '../mail/text.js'
import { judgeMany, type Side } from '../model.js'
import type { Mark, User } from '../store/store.js'
import type { Mail } from '../types.js'
import type { DashboardParts } from './parts.js'

/** A row of the store that holds a mail's vector. */
export type Row = Pick<Mark, 'id' | 'encoder' | 'vector'>

export interface Reader {
  /** Null for a mail that cannot be read. */
  stored(rows: readonly Row[]): Promise<(Sample | null)[]>
  brought(mail: Mail): Promise<Sample>
}

export interface Reading {
  reader: Reader
  judge(x: Sample, id: string): Side
}

export interface Variation {
  threshold?: number
  sharedVersion?: number
}

/** As it is. */
export async function readingInForce(parts: DashboardParts, user: User): Promise<Reading> {
  const { models, encoder, trustedAuthserv } = parts
  const reader: Reader = {
    stored: async (rows) => rows.map((row) => models.sample(row)),
    brought: (mail) => readBy({ encoder, base: models.base, trustedAuthserv }, mail),
  }
  return { reader, judge: judgeMany(await models.of(user)) }
}

/** Read as it is, and judged under another threshold or shared head. @throws BadInput 409 for a version whose head is not kept */
export async function readingVaried(
  parts: DashboardParts,
  user: User,
  reader: Reader,
  { threshold, sharedVersion }: Variation,
): Promise<Reading> {
  const variant = {
    ...(threshold !== undefined && { threshold }),
    ...(sharedVersion !== undefined && { shared: await sharedOf(parts, sharedVersion) }),
  }
  return { reader, judge: judgeMany(await parts.models.variant(user, variant)) }
}

/** Texts that wait for the encoder at a time. */
const BATCH = 64

/** Does work on each, some at a time, in order. */
export async function inBatches<From, To>(
  all: readonly From[],
  work: (one: From) => Promise<To>,
): Promise<To[]> {
  const done: To[] = []
  for (let at = 0; at < all.length; at += BATCH)
    done.push(...(await Promise.all(all.slice(at, at + BATCH).map(work))))
  return done
}

/** What the heads are given of a mail that is not stored. */
export async function readBy(
  { encoder, base, trustedAuthserv }: Pick<DashboardParts, 'encoder' | 'trustedAuthserv'> & { base: Base },
  mail: Mail,
): Promise<Sample> {
  const { ids } = lexical(mail, trustedAuthserv)
  return toSample(quantise(await encoder.encode(canonicalText(mail)), ids, base.gains), base)
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
