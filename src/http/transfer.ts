/** The transfer matrix, and the mails behind each of its cells. */
import { z } from 'zod'
import { page } from './page.js'
import { route } from './route.js'
import { count, judgement, label, text, time } from './schemas.js'

const MOST_USERS = 50

const cell = {
  row: z.string().describe('Whose model.'),
  column: z.string().describe('Whose mail.'),
  marks: count.describe('That were judged: at most the newest 200.'),
  errors: count.describe(
    'Marks that the model judges otherwise; of their own user, before it had learned from them.',
  ),
}

export const transferRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/transfer',
    access: 'admin',
    summary: "How well each user's model would do on another user's marked mail",
    query: z.strictObject({
      user: z
        .union([z.string(), z.array(z.string()).max(MOST_USERS)])
        .optional()
        .describe('Repeat for several; unknown ones are left out. Without any, those with the most marks.'),
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(MOST_USERS)
        .default(20)
        .describe('How many, where none is named.'),
    }),
    answer: z.strictObject({
      users: z.array(z.string()),
      cells: z.array(
        z.strictObject({
          ...cell,
          hamLost: count.describe('Errors that are ham judged spam.'),
          spamMissed: count.describe('Errors that are spam not judged spam.'),
        }),
      ),
    }),
    handle: ({ query: { user, limit } }, { filter }) =>
      filter.dashboard.transfer(user === undefined ? limit : [...new Set([user].flat())]),
  }),
  route({
    method: 'get',
    path: '/v1/admin/transfer/{row}/{column}',
    access: 'admin',
    summary: "One user's marked mail as another user's model judges it",
    query: page.extend({
      wrong: z
        .enum(['true', 'false'])
        .default('true')
        .describe('Whether to leave out what the model judges as the user marked it.'),
    }),
    answer: z.strictObject({
      ...cell,
      mails: z.array(
        z.strictObject({
          ...{ id: z.string(), sender: text, subject: text, label, markedAt: time, judgement },
          wrong: z.boolean(),
        }),
      ),
      next: z.string().nullable(),
    }),
    refusals: [404],
    handle: ({ params: { row, column }, query: { wrong, ...rest } }, { filter }) =>
      filter.dashboard.transferMails({ row, column, wrong: wrong === 'true', ...rest }),
  }),
]
