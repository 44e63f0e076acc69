/** What would change, before anybody switches. */
import { z } from 'zod'
import { thresholdText } from '../config.js'
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
    encoder: z
      .strictObject({
        id: z.string(),
        baseWordsAlone: z
          .boolean()
          .describe('The base was trained with another encoder, and gives its words alone.'),
        marks: z
          .strictObject({ embedded: count, wordsAlone: count })
          .describe(
            'Marks embedded anew, and those that count by their words alone: their text was not kept.',
          ),
        mailsWithoutText: count.describe('Left out: their text was not kept, so that it cannot be embedded.'),
      })
      .nullable()
      .describe('What another encoder was tried with; null where the encoder stays.'),
  }),
)

const encoder = z
  .string()
  .max(256)
  .describe('An encoder that is at hand: see `GET /v1/admin/encoders`. No shared head goes with it.')
const version = z.coerce.number().int().min(0).describe('Version of the shared head; 0: none.')

const encoders = z.strictObject({
  inForce: z.string().describe('Id of the encoder in force.'),
  encoders: z.array(z.string()).describe('In the form that HAMLET_ENCODER takes.'),
})

export type EncodersAnswer = z.output<typeof encoders>

export const whatIfRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/encoders',
    access: 'admin',
    summary: 'The encoders that are at hand, to be tried',
    answer: encoders,
    async handle(_, { filter }) {
      return { inForce: filter.encoderId, encoders: await filter.dashboard.encoders() }
    },
  }),
  route({
    method: 'post',
    path: '/v1/admin/what-if',
    access: 'admin',
    summary: 'What another threshold, shared head or encoder would change about stored mail',
    description:
      'Nothing is changed. Of each user the newest 2,000 mails of the period are judged; by another encoder, for one user at a ' +
      'time, the newest 500, as far as their text was kept. It takes some ten milliseconds for each of them and each mark.',
    body: z.strictObject({
      users: z
        .array(z.string())
        .min(1)
        .max(MOST_USERS)
        .exactOptional()
        .describe(`Without any, the ${USERS} users with the most marks.`),
      threshold: thresholdText.exactOptional(),
      sharedVersion: version.exactOptional(),
      encoder: encoder.exactOptional(),
      from: time.default(0),
      to: time.default(Number.MAX_SAFE_INTEGER),
    }),
    example: { users: ['anna'], threshold: 0.9 },
    answer: z.strictObject({
      users: z.array(whatIf),
      totals: z.strictObject({ mails: count, moved: moves }),
    }),
    refusals: [404, 409, 503],
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
      'The body is an mbox, or one raw message. Nothing of it is logged or kept; at most 2,000 mails are judged, by another ' +
      'encoder 500.',
    query: z.strictObject({
      threshold: thresholdText.exactOptional(),
      sharedVersion: version.exactOptional(),
      encoder: encoder.exactOptional(),
    }),
    body: rawMail,
    answer: whatIf,
    refusals: [404, 409, 503],
    handle: ({ user, query, body }, { filter }) => filter.dashboard.whatIfBrought(user, query, body),
  }),
]
