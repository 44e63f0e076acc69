/** What would change, before anybody switches. */
import { z } from 'zod'
import { rawMail } from './raw-mail.js'
import { route } from './route.js'
import { component, count, label, side, text, time } from './schemas.js'

const MOST_USERS = 50
const USERS = 20

const moves = component(
  'Moves',
  z
    .strictObject({
      'ham->spam': count,
      'unsure->spam': count,
      'spam->ham': count,
      'spam->unsure': count,
      'ham->unsure': count,
      'unsure->ham': count,
    })
    .describe('How many mails would be judged otherwise.'),
)

const whatIf = component(
  'WhatIf',
  z.strictObject({
    user: z.string(),
    mails: count,
    moved: moves,
    errors: z
      .strictObject({ marked: count, before: count, after: count })
      .describe(
        'Of the marked mails, how many are judged otherwise than marked, by models that have learned from them.',
      ),
    changes: z
      .array(
        z.strictObject({
          ...{
            id: z.string(),
            sender: text,
            subject: text,
            scoredAt: time.nullable(),
            label: label.nullable(),
          },
          before: side,
          after: side,
        }),
      )
      .describe('The first hundred, ham that becomes spam before all else.'),
  }),
)

const probability = { error: 'a threshold is a probability above 0 and below 1' }
const threshold = z.coerce.number(probability).gt(0, probability).lt(1, probability)
const version = z.coerce.number().int().min(0).describe('Version of the shared head; 0: none.')

export const whatIfRoutes = [
  route({
    method: 'post',
    path: '/v1/admin/what-if',
    access: 'admin',
    summary: 'What another threshold or shared head would change about stored mail',
    description: 'Nothing is changed. Of each user the newest 2,000 mails of the period are judged.',
    body: z.strictObject({
      users: z
        .array(z.string())
        .min(1)
        .max(MOST_USERS)
        .exactOptional()
        .describe(`Without any, the ${USERS} users with the most marks.`),
      threshold: threshold.exactOptional(),
      sharedVersion: version.exactOptional(),
      from: time.default(0),
      to: time.default(Number.MAX_SAFE_INTEGER),
    }),
    example: { users: ['anna'], threshold: 0.9 },
    answer: z.strictObject({
      users: z.array(whatIf),
      totals: z.strictObject({ mails: count, moved: moves }),
    }),
    refusals: [404, 409],
    handle: ({ body: { users, from, to, ...change } }, { filter }) =>
      filter.dashboard.whatIf(users ? [...new Set(users)] : USERS, change, { from, to }),
  }),
  route({
    method: 'post',
    path: '/v1/admin/what-if/mbox',
    access: 'admin',
    named: true,
    summary: 'The same about mail that is brought along',
    description:
      'The body is an mbox, or one raw message. Nothing of it is logged or kept; at most 2,000 mails are judged.',
    query: z.strictObject({ threshold: threshold.exactOptional(), sharedVersion: version.exactOptional() }),
    body: rawMail,
    answer: whatIf,
    refusals: [404, 409],
    handle: ({ user, query, body }, { filter }) => filter.dashboard.whatIfBrought(user, query, body),
  }),
]
