/** Topics: mail that a user describes in words. */
import { z } from 'zod'
import { topic } from './model-schemas.js'
import { route } from './route.js'

const { description, verdict } = topic.shape

export const topicRoutes = [
  route({
    method: 'get',
    path: '/v1/users/{user}/topics',
    access: 'user',
    summary: "A user's topics",
    answer: z.strictObject({ topics: z.array(topic) }),
    refusals: [404],
    handle: async ({ user }, { filter }) => ({ topics: await filter.topics.list(user) }),
  }),
  route({
    method: 'put',
    path: '/v1/users/{user}/topics/{name}',
    access: 'user',
    summary: 'Describe mail in words, and say where it belongs',
    description:
      'Mail like the description leans to that side from now on, before any of it was marked. It is a leaning only: one mark ' +
      'on a mail outweighs any topic. A topic of that name that is there is replaced.',
    body: z.strictObject({ description, verdict }),
    example: { description: 'Offers of loans, credit and mortgages', verdict: 'spam' },
    answer: topic.extend({ changed: z.boolean().describe('False when the same topic was there already.') }),
    refusals: [409],
    handle: ({ user, params, body }, { filter }) => filter.topics.set(user, params.name, body),
  }),
  route({
    method: 'delete',
    path: '/v1/users/{user}/topics/{name}',
    access: 'user',
    summary: 'Take a topic back',
    description: "The user's model is then, to the bit, what it would be had the topic never been set.",
    answer: z.strictObject({ name: z.string(), removed: z.literal(true) }),
    refusals: [404],
    handle: ({ user, params }, { filter }) => filter.topics.remove(user, params.name),
  }),
]
