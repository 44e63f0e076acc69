/**
 * The shared head: its versions, what each was learned from and what the gate said, how much each user counts for, and going
 * back to an earlier version.
 */
import { BadInput, NotFound } from '../errors.js'
import { zeroHead } from '../heads/head.js'
import { encodeHead } from '../heads/head-codec.js'
import { CAP } from '../heads/shared.js'
import { KEPT, learnedChanges, lookedAt, refitsAfter } from '../refit.js'
import type { SharedSummary, SharedVersion, Store } from '../store/store.js'
import type { DashboardParts } from './parts.js'

export interface Influence {
  user: string
  /** The newest marks, as many as a refit looks at. */
  marks: number
  /** What they count for together. */
  weight: number
  /** Of what all users' marks count for, in per cent. */
  share: number
  capped: boolean
}

export interface SharedHead {
  /** 0: none yet. */
  inForce: number
  /** The most marks that a user counts for. */
  cap: { marks: number }
  /** Marks that have changed since the last refit, and with how many the next one comes. */
  pending: { changes: number; due: number }
  /** Newest first. */
  versions: (Omit<SharedSummary, 'isKept'> & { inForce: boolean; restorable: boolean })[]
  /** Most first. */
  influence: Influence[]
}

const VERSIONS_SHOWN = 50
const USERS_SHOWN = 100

export async function sharedHead({ store, models, encoder }: DashboardParts): Promise<SharedHead> {
  const { base, sharedHead } = models
  const { marks, changes } = await store.markTotals()
  const learned = await learnedChanges(store, { encoder: encoder.id, base: base.id })
  const versions = (await store.sharedVersions(VERSIONS_SHOWN)).map(({ isKept, ...version }) => {
    const inForce = version.version === sharedHead.version
    const fits = version.encoder === encoder.id && version.base === base.id
    return { ...version, inForce, restorable: isKept && fits && !inForce }
  })
  return {
    inForce: sharedHead.version,
    cap: { marks: CAP },
    pending: { changes: changes - learned, due: refitsAfter(marks) },
    versions,
    influence: await influence(store),
  }
}

async function influence(store: Store): Promise<Influence[]> {
  const order = { sort: 'marks', descending: true, filter: 'marked', name: '' } as const
  const { users } = await store.ranking({ ...order, limit: USERS_SHOWN })
  const perUser = await lookedAt(store)
  const total = await store.cappedMarks(Math.min(CAP, perUser))
  return users.map(({ user, marks }) => {
    const looked = Math.min(marks, perUser)
    const weight = Math.min(looked, CAP)
    return { user, marks: looked, weight, share: (100 * weight) / total, capped: looked > CAP }
  })
}

/**
 * Puts the head of a version in force again, to the bit, as a new version; of version 0 the head that changes nothing. It stays
 * until the next refit that the gate lets pass.
 * @throws NotFound, BadInput 409 where that head is not kept or was made for another encoder or base
 */
export async function restoreShared(
  { store, models, encoder, events, now }: DashboardParts,
  version: number,
): Promise<SharedVersion> {
  const { base } = models
  const source = version === 0 ? nothing(base.layout.dimension) : await store.sharedVersion(version)
  if (source === null) {
    const newest = (await store.sharedVersions(1))[0]?.version ?? 0
    if (version > newest || version < 0)
      throw new NotFound(`There is no version ${version} of the shared head.`)
    throw new BadInput(
      `The head of version ${version} is not kept: choose one that the list calls restorable.`,
      409,
      'not-kept',
    )
  }
  if (version !== 0 && (source.encoder !== encoder.id || source.base !== base.id)) {
    throw new BadInput(`Version ${version} was made for another encoder or base.`, 409, 'other-heads')
  }
  const { head, users, marks } = source
  const restored = { head, users, marks, encoder: encoder.id, base: base.id, copiedFrom: version }
  const gate = { heldOut: 0, before: 0, after: 0, published: true }
  const added = await store.addShared({ ...restored, createdAt: now(), gate }, KEPT)
  await models.adoptShared()
  events.publish({ type: 'restore', version: added.version, copiedFrom: version })
  return added
}

function nothing(dimension: number) {
  const head = Buffer.from(encodeHead(zeroHead(dimension)))
  return { head, users: 0, marks: 0, encoder: '', base: '' }
}
