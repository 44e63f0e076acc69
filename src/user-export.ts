/** A user's model as one JSON file, to move it to another server or to keep it. */
import { z } from 'zod'
import { BadInput } from './errors.js'
import { unpack } from './features/vector.js'
import type { Base } from './heads/base.js'
import { decodeHead } from './heads/head-codec.js'
import type { Mark, Store, UserModel } from './store/store.js'
import { LONGEST_DESCRIPTION, MOST_TOPICS } from './topics.js'

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

const exported = z.object({
  format: z.literal('hamlet-user'),
  // Files of version 1 have no topics.
  version: z.literal([1, 2]),
  user: z.string(),
  exportedAt: z.string(),
  encoder: z.string(),
  base: z.string(),
  threshold: z.number().gt(0).lt(1).nullable(),
  prior: z.object({ from: z.string(), takenAt: z.number(), head: bytes }).nullable(),
  marks: z.array(
    z.object({
      id: z.string().min(1).max(128),
      label: z.enum(['spam', 'ham']),
      markedAt: z.number(),
      encoder: z.string(),
      base: z.string(),
      vector: bytes,
      sender: z.string().nullable(),
      subject: z.string().nullable(),
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
        setAt: z.number(),
      }),
    )
    .max(MOST_TOPICS)
    .default([]),
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
  const prior = account?.prior ?? null
  return {
    format: 'hamlet-user',
    version: 2,
    user,
    exportedAt: new Date(now).toISOString(),
    encoder,
    base,
    threshold: account?.threshold ?? null,
    prior: prior && { ...prior, head: prior.head.toString('base64') },
    marks: marks.map(({ user: _, vector, ...mark }) => ({ ...mark, vector: vector.toString('base64') })),
    topics: await store.topics(user),
  }
}

/**
 * Checks an export, and that this installation's heads can read it.
 * @returns what replaces the user's model, and how many marks were skipped because another encoder made their vectors.
 * @throws BadInput with a sentence that names the first thing that is wrong.
 */
export function readExport(
  file: unknown,
  user: string,
  encoder: string,
  base: Base,
): { model: UserModel; skipped: number } {
  const parsed = exported.safeParse(file)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]
    throw new BadInput(
      `This is not a user exported by Hamlet: ${path.join('.') || 'the file'}: ${message}.`,
      422,
      'bad-export',
    )
  }
  const { threshold, prior, marks, topics } = parsed.data
  const usable = marks.filter((mark) => mark.encoder === encoder)
  try {
    for (const { vector } of usable) {
      const { length } = unpack(vector).embedding
      if (length !== base.layout.dimension) throw new RangeError(`a vector has ${length} numbers.`)
    }
    if (prior && decodeHead(prior.head, base.layout).dense.length !== base.layout.dimension) {
      throw new RangeError('its prior was made for another encoder.')
    }
  } catch (cause) {
    throw new BadInput(`This export cannot be read: ${(cause as Error).message}`, 422, 'bad-export', {
      cause,
    })
  }
  const kept: Mark[] = usable.map((mark) => ({ ...mark, user }))
  return { model: { threshold, prior, marks: kept, topics }, skipped: marks.length - kept.length }
}
