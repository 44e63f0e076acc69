/** The shared head: its versions, and going back to one. */
import { z } from 'zod'
import { BadInput } from '../errors.js'
import { route } from './route.js'
import { count, time } from './schemas.js'

const loss = z.number().describe('Mean log-loss of the held-out marks, in nats.')

export const sharedRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/shared',
    access: 'admin',
    summary: 'The shared head: its versions, the verdict on each, and how much each user counts for',
    answer: z.strictObject({
      inForce: count.describe('Version; 0 before the first.'),
      cap: z.strictObject({
        marks: count.describe('The most marks that one user counts for.'),
      }),
      pending: z.strictObject({
        changes: z.int().describe('Marks that have changed since the last refit.'),
        due: count.describe('With how many the next refit comes.'),
      }),
      versions: z
        .array(
          z.strictObject({
            version: count,
            createdAt: time,
            encoder: z.string(),
            base: z.string(),
            users: count.describe('Whose marks it learned from.'),
            marks: count,
            copiedFrom: count
              .nullable()
              .describe('The version put in force again by hand; null for a refit.'),
            gate: z.strictObject({ heldOut: count, before: loss, after: loss, published: z.boolean() }),
            inForce: z.boolean(),
            restorable: z.boolean().describe('Whether it can be put in force again.'),
          }),
        )
        .describe('Newest first.'),
      influence: z.array(
        z.strictObject({
          user: z.string(),
          marks: count.describe('The newest, as many as a refit looks at.'),
          weight: count.describe('What they count for together, at most the cap.'),
          share: z.number().describe('Of what all users count for, in per cent.'),
          capped: z.boolean(),
        }),
      ),
    }),
    handle: (_, { filter }) => filter.dashboard.sharedHead(),
  }),
  route({
    method: 'post',
    path: '/v1/admin/shared/{version}/restore',
    access: 'admin',
    summary: 'Put an earlier version of the shared head in force again',
    description:
      'To the bit, as a new version; version 0 is the head that changes nothing. It stays until marks have changed enough for ' +
      'a refit that proves better on held-out marks.',
    answer: z.strictObject({ version: count, copiedFrom: count.nullable() }),
    refusals: [404, 409],
    async handle({ params }, { filter }) {
      if (!/^\d{1,9}$/.test(params.version))
        throw new BadInput('A version is a number: see /v1/admin/shared.')
      const { version, copiedFrom } = await filter.dashboard.restoreShared(Number(params.version))
      return { version, copiedFrom }
    },
  }),
]
