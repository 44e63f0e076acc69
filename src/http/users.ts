/** One user's own things: statistics, history, settings, and the model as a file. */
import { z } from 'zod'
import { validThreshold } from '../config.js'
import { forbidden } from './auth.js'
import { userExport } from './model-schemas.js'
import { page } from './page.js'
import { route } from './route.js'
import { history, prior, statistics, verdict } from './schemas.js'

export const userRoutes = [
  route({
    method: 'get',
    path: '/v1/users/{user}',
    access: 'user',
    summary: "A user's statistics",
    answer: statistics,
    refusals: [404],
    handle: ({ user }, { filter }) => filter.statistics(user),
  }),
  route({
    method: 'delete',
    path: '/v1/users/{user}',
    access: 'user',
    summary: 'Erase a user',
    description: 'Removes the user, and the copies of their model that other users started from.',
    answer: z.strictObject({
      user: z.string(),
      erased: z.literal(true),
      priorsTakenBack: z
        .array(z.string())
        .exactOptional()
        .describe('The users who had started from the erased model; told to admin keys alone.'),
    }),
    refusals: [404],
    async handle({ user, key }, { filter }) {
      const { priorsTakenBack, ...erased } = await filter.erase(user)
      // Who else is here is no user's business.
      return key?.scope === 'admin' ? { ...erased, priorsTakenBack } : erased
    },
  }),
  route({
    method: 'get',
    path: '/v1/users/{user}/messages',
    access: 'user',
    summary: 'The mails scored for a user, newest first',
    query: page.extend({ verdict: verdict.exactOptional().describe('Only those judged so when they came.') }),
    answer: history,
    refusals: [404],
    handle: ({ user, query }, { filter }) => filter.history(user, query),
  }),
  route({
    method: 'put',
    path: '/v1/users/{user}/prior',
    access: 'user',
    summary: "Start a user's model from another user's, or take that back",
    description:
      'The copy is taken as the model is now. Taking it back is exact. What a model says betrays what it learned from, ' +
      "so starting from another user's needs an admin key; taking back does not.",
    body: z.strictObject({ from: z.string().nullable() }),
    example: { from: 'anna' },
    answer: z.strictObject({ user: z.string(), prior: prior.nullable(), changed: z.boolean() }),
    refusals: [404],
    handle({ user, body, key }, { filter }) {
      if (body.from !== null && key?.scope !== 'admin') {
        throw forbidden("Starting from another user's model needs an admin key.")
      }
      return filter.setPrior(user, body.from)
    },
  }),
  route({
    method: 'put',
    path: '/v1/users/{user}/threshold',
    access: 'user',
    summary: 'Set the probability from which mail is spam for a user',
    description: "Null for the installation's default. A promise may keep mail above it out of Junk.",
    body: z.strictObject({ threshold: validThreshold.nullable() }),
    example: { threshold: 0.8 },
    answer: z.strictObject({ user: z.string(), threshold: z.number().nullable() }),
    refusals: [404],
    async handle({ user, body }, { filter }) {
      await filter.setThreshold(user, body.threshold)
      return { user, threshold: body.threshold }
    },
  }),
  route({
    method: 'get',
    path: '/v1/users/{user}/export',
    access: 'user',
    summary: "A user's model as one JSON file",
    answer: userExport,
    refusals: [404],
    handle: ({ user }, { filter }) => filter.exportUser(user),
  }),
  route({
    method: 'put',
    path: '/v1/users/{user}/import',
    access: 'user',
    summary: "Replace all that a user's model is computed from by an exported file",
    // The filter checks the file, with a sentence for what is wrong with it.
    body: z.unknown().meta({ $ref: '#/components/schemas/UserExport' }),
    large: true,
    answer: z.strictObject({
      user: z.string(),
      marks: z.int(),
      wordsAlone: z.int().describe('Marks that another encoder made, which count by their words alone.'),
    }),
    refusals: [422],
    handle: ({ user, body }, { filter }) => filter.importUser(user, body),
  }),
]
