/** A promise instead of a threshold. */
import { z } from 'zod'
import { route } from './route.js'

const oneIn = z.int().min(2).max(1_000_000)

const promise = z.strictObject({
  user: z.string(),
  oneIn: oneIn.nullable().describe('At most 1 good mail in so many; null: the threshold alone decides.'),
  own: z.boolean().describe("Whether the user asked for it; else it is the installation's."),
  possible: z
    .boolean()
    .describe('False while too little ham was seen: then no mail is called spam but what the user marks.'),
  probability: z
    .number()
    .nullable()
    .describe('Probability from which mail is spam; from the threshold up to it, mail is unsure.'),
  most: z.int().nullable().describe('The largest number that can be promised by now; 0: none.'),
  why: z.string().describe('What the promise rests on.'),
})

export const promiseRoutes = [
  route({
    method: 'get',
    path: '/v1/users/{user}/promise',
    access: 'user',
    summary: 'What is promised to a user, and what that rests on',
    answer: promise,
    refusals: [404],
    handle: ({ user }, { filter }) => filter.promises.of(user),
  }),
  route({
    method: 'put',
    path: '/v1/users/{user}/promise',
    access: 'user',
    summary: 'Ask for at most 1 good mail in so many in Junk',
    description:
      "Null for the installation's default. What lies between the threshold and the promise's cut is unsure.",
    body: z.strictObject({ oneIn: oneIn.nullable() }),
    example: { oneIn: 300 },
    answer: promise.extend({ changed: z.boolean() }),
    handle: ({ user, body }, { filter }) => filter.promises.set(user, body.oneIn),
  }),
]
