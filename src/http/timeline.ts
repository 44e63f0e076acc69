/** What a user marked, and the ways back. */
import { z } from 'zod'
import { page } from './page.js'
import { route } from './route.js'
import { count, judgement, label, side, text, time } from './schemas.js'

export const timelineRoutes = [
  route({
    method: 'get',
    path: '/v1/users/{user}/timeline',
    access: 'user',
    summary: 'What a user marked, newest first, and how it is judged since',
    query: page,
    answer: z.strictObject({
      marks: z.array(
        z.strictObject({
          ...{ id: z.string(), sender: text, subject: text, label, markedAt: time },
          before: judgement,
          now: side.describe("By the user's model as it is."),
        }),
      ),
      next: z.string().nullable(),
    }),
    refusals: [404],
    handle: ({ user, query }, { filter }) => filter.timeline.list(user, query),
  }),
  route({
    method: 'post',
    path: '/v1/users/{user}/undo',
    access: 'user',
    summary: "Make a user's marks what they were at a moment",
    description:
      'Takes back what was marked since, puts back what was unmarked, and changes labels back. What was undone can be undone ' +
      'in the same way. It reaches back as far as the log: see `undoableSince` in the statistics.',
    body: z.strictObject({
      to: z.iso.datetime({ offset: true, error: 'give a time such as 2026-11-01T12:00:00Z' }),
      dryRun: z.boolean().default(false).describe('Say what would change, and change nothing.'),
    }),
    example: { to: '2026-11-01T12:00:00Z' },
    answer: z.strictObject({
      user: z.string(),
      to: time,
      marks: count.describe('How many marks the user has then.'),
      changes: z.array(
        z.strictObject({
          ...{ id: z.string(), sender: text, subject: text },
          from: label.nullable().describe('Null where there was no mark.'),
          to: label.nullable().describe('Null where there is none then.'),
        }),
      ),
    }),
    refusals: [404, 409],
    handle: ({ user, body }, { filter }) => filter.timeline.undo(user, Date.parse(body.to), body.dryRun),
  }),
  route({
    method: 'post',
    path: '/v1/users/{user}/reset',
    access: 'user',
    summary: "Take all of a user's marks back, and keep the mail",
    description: 'Topics, weak labels and the model that the user started from stay.',
    answer: z.strictObject({ user: z.string(), forgotten: count }),
    refusals: [404],
    handle: ({ user }, { filter }) => filter.timeline.reset(user),
  }),
]
