/** Weak labels: where a mail server tells that a mail was answered or kept. */
import { z } from 'zod'
import { sign, weakLabel } from './model-schemas.js'
import { route } from './route.js'

const allowed = z.boolean().describe('Whether the user allows weak labels; off unless it was switched on.')

export const weakLabelRoutes = [
  route({
    method: 'get',
    path: '/v1/users/{user}/weak',
    access: 'user',
    summary: "A user's weak labels, and whether they are allowed",
    answer: z.strictObject({ allowed, labels: z.array(weakLabel) }),
    refusals: [404],
    handle: ({ user }, { filter }) => filter.weakLabels.list(user),
  }),
  route({
    method: 'put',
    path: '/v1/users/{user}/weak',
    access: 'user',
    summary: 'Allow weak labels, or forbid and forget them',
    body: z.strictObject({ allowed }),
    example: { allowed: true },
    answer: z.strictObject({ user: z.string(), allowed, changed: z.boolean() }),
    handle: ({ user, body }, { filter }) => filter.weakLabels.allow(user, body.allowed),
  }),
  route({
    method: 'post',
    path: '/v1/users/{user}/weak/{id}',
    access: 'user',
    summary: 'Tell that a scored mail was answered, or read and kept',
    description:
      'It counts as ham for a fraction of a mark, where the user allows it; all such signs together count for a few marks at ' +
      "most. Send what the user did, never the filter's own verdict. A mark on the mail takes its place.",
    body: z.strictObject({ sign }),
    example: { sign: 'replied' },
    answer: z.strictObject({ id: z.string(), sign, changed: z.boolean() }),
    refusals: [404, 409],
    handle: ({ user, params, body }, { filter }) => filter.weakLabels.give(user, params.id, body.sign),
  }),
  route({
    method: 'delete',
    path: '/v1/users/{user}/weak/{id}',
    access: 'user',
    summary: 'Take a weak label back',
    answer: z.strictObject({ id: z.string(), removed: z.literal(true) }),
    refusals: [404],
    handle: ({ user, params }, { filter }) => filter.weakLabels.takeBack(user, params.id),
  }),
]
