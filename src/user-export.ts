/** A user's model as one JSON file, to move it to another server or to keep it. */
import { z } from 'zod'
import { validThreshold } from './config.js'
import { BadInput } from './errors.js'
import { unpack } from './features/vector.js'
import type { Base } from './heads/base.js'
import { checkLearned, decodeHead } from './heads/head-codec.js'
import { LEAST_ONE_IN, MOST_ONE_IN } from './heads/promise.js'
import type { Mark, Store, UserModel } from './store/store.js'
import { LONGEST_DESCRIPTION, MOST_TOPICS } from './topics.js'
import { MOST_WEAK_LABELS } from './weak-labels.js'

/** As the store holds it: whole milliseconds, that a Date can be made of. */
const time = z.int().min(0).max(8.64e15)
const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'))

const judgement = z.object({
  base: z.number(),
  shared: z.number(),
  adapter: z.number(),
  logit: z.number(),
  probability: z.number().min(0).max(1),
  verdict: z.enum(['spam', 'unsure', 'ham']),
  threshold: z.number().gt(0).lt(1),
  sharedVersion: z.number().int().min(0),
})

/** What the file keeps of a mail that is learned from, beside what the user said of it. */
const mailFields = {
  encoder: z.string(),
  base: z.string(),
  vector: bytes,
  sender: z.string().nullable(),
  subject: z.string().nullable(),
}

const exported = z.object({
  format: z.literal('hamlet-user'),
  // Files of version 1 have no topics and no weak labels.
  version: z.literal([1, 2]),
  user: z.string(),
  exportedAt: z.string(),
  encoder: z.string(),
  base: z.string(),
  threshold: validThreshold.nullable(),
  // Files written before there were promises have none, and so with what the user's mail told.
  promise: z.int().min(LEAST_ONE_IN).max(MOST_ONE_IN).nullable().default(null),
  domain: z.string().min(1).max(128).nullable().default(null),
  prevalence: z.number().gt(0).lt(1).nullable().default(null),
  // Older files do not say which encoder and base the prior is of: those of the file.
  prior: z
    .object({
      from: z.string(),
      takenAt: time,
      encoder: z.string().optional(),
      base: z.string().optional(),
      head: bytes,
    })
    .nullable(),
  marks: z.array(
    z.object({
      id: z.string().min(1).max(128),
      label: z.enum(['spam', 'ham']),
      markedAt: time,
      ...mailFields,
      before: judgement,
    }),
  ),
  topics: z
    .array(
      z.object({
        name: z.string().min(1).max(128),
        description: z
          .string()
          .min(1)
          .max(2 * LONGEST_DESCRIPTION),
        verdict: z.enum(['spam', 'ham']),
        setAt: time,
      }),
    )
    .max(MOST_TOPICS)
    .default([]),
  weakLabels: z
    .object({
      allowed: z.boolean(),
      labels: z
        .array(
          z.object({
            id: z.string().min(1).max(128),
            sign: z.enum(['replied', 'kept']),
            givenAt: time,
            ...mailFields,
          }),
        )
        .max(MOST_WEAK_LABELS),
    })
    .default({ allowed: false, labels: [] }),
})

/** The file: bytes are base64. */
export type UserExport = z.input<typeof exported>

export async function exportUser(
  store: Store,
  user: string,
  encoder: string,
  base: string,
  now: number,
): Promise<UserExport> {
  const account = await store.user(user)
  const marks = await store.marks(user)
  const weakLabels = await store.weakLabels(user)
  const prior = account?.prior ?? null
  return {
    format: 'hamlet-user',
    version: 2,
    user,
    exportedAt: new Date(now).toISOString(),
    encoder,
    base,
    threshold: account?.threshold ?? null,
    promise: account?.promise ?? null,
    domain: account?.domain ?? null,
    prevalence: account?.prevalence ?? null,
    prior: prior && { ...prior, head: prior.head.toString('base64') },
    marks: marks.map(({ user: _, vector, ...mark }) => ({ ...mark, vector: vector.toString('base64') })),
    topics: await store.topics(user),
    weakLabels: {
      allowed: account?.weakLabels ?? false,
      labels: weakLabels.map(({ vector, ...label }) => ({ ...label, vector: vector.toString('base64') })),
    },
  }
}

/**
 * Checks an export, and that this installation's heads can read it.
 * @returns what replaces the user's model.
 * @throws BadInput with a sentence that names the first thing that is wrong.
 */
export function readExport(file: unknown, user: string, encoder: string, base: Base): UserModel {
  const parsed = exported.safeParse(file)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]
    throw new BadInput(
      `This is not a user exported by Hamlet: ${path.join('.') || 'the file'}: ${message}.`,
      422,
      'bad-export',
    )
  }
  const { threshold, promise, domain, prevalence, marks, topics, weakLabels } = parsed.data
  const { prior: taken, encoder: itsEncoder, base: itsBase } = parsed.data
  const prior = taken && { ...taken, encoder: taken.encoder ?? itsEncoder, base: taken.base ?? itsBase }
  try {
    for (const { vector, encoder: maker } of [...marks, ...weakLabels.labels]) {
      const { length } = unpack(vector).embedding
      if (maker === encoder && length !== base.layout.dimension)
        throw new RangeError(`a vector has ${length} numbers.`)
    }
    if (prior?.encoder === encoder && prior.base === base.id) decodeHead(prior.head, base.layout)
    if (prior) checkLearned(prior.head, base.layout)
  } catch (cause) {
    throw new BadInput(`This export cannot be read: ${(cause as Error).message}`, 422, 'bad-export', {
      cause,
    })
  }
  const kept: Mark[] = marks.map((mark) => ({ ...mark, user }))
  return { threshold, promise, domain, prevalence, prior, marks: kept, topics, weakLabels }
}
