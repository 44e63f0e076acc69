/** Marks: where a user tells the filter what is spam to them. */
import { z } from 'zod'
import type { Marked } from '../filter.js'
import type { Metrics } from './metrics.js'
import { rawMail } from './raw-mail.js'
import { route } from './route.js'
import { label, marked } from './schemas.js'

const labelled = z.strictObject({
  label: z.enum(['spam', 'ham'], { error: 'give ?label=spam or ?label=ham' }),
})

export const markRoutes = [
  route({
    method: 'put',
    path: '/v1/users/{user}/marks/{id}',
    access: 'user',
    summary: 'Mark a scored mail as spam or ham',
    description: 'Marking it again the same way changes nothing; marking it the other way replaces the mark.',
    body: z.strictObject({ label }),
    example: { label: 'spam' },
    answer: marked,
    refusals: [404],
    handle: async ({ user, params, body }, { filter, metrics }) =>
      counted(await filter.mark(user, params.id, body.label), metrics),
  }),
  route({
    method: 'post',
    path: '/v1/users/{user}/marks',
    access: 'user',
    summary: 'Mark a mail that was never scored',
    description: 'The body is the raw message; it is scored first.',
    query: labelled,
    body: rawMail,
    answer: marked,
    handle: async ({ user, query, body }, { filter, metrics }) =>
      counted(await filter.markMail(user, body, query.label), metrics),
  }),
  route({
    method: 'post',
    path: '/v1/users/{user}/forwarded',
    access: 'user',
    summary: 'Mark the mails that were forwarded as attachments',
    description:
      'The body is the raw message that carries them as message/rfc822 parts; each of them is scored and marked, under ' +
      'the id that it has by itself. The message around them is neither.',
    query: labelled,
    body: rawMail,
    answer: z.strictObject({ marked: z.array(marked) }),
    handle: async ({ user, query, body }, { filter, metrics }) => {
      const answers = await filter.markForwarded(user, body, query.label)
      return { marked: answers.map((answer) => counted(answer, metrics)) }
    },
  }),
  route({
    method: 'delete',
    path: '/v1/users/{user}/marks/{id}',
    access: 'user',
    summary: 'Take a mark back',
    description: "The user's model is then, to the bit, what it would be had the mark never been made.",
    answer: marked,
    refusals: [404],
    handle: async ({ user, params }, { filter, metrics }) =>
      counted(await filter.unmark(user, params.id), metrics),
  }),
]

function counted(answer: Marked, metrics: Metrics): Marked {
  if (answer.changed) metrics.marks.inc({ label: answer.label ?? 'none' })
  return answer
}
