/** Questions: the few mails whose labels would help most. */
import { z } from 'zod'
import { route } from './route.js'
import { label, probability, text, time, verdict } from './schemas.js'

export const questionRoutes = [
  route({
    method: 'get',
    path: '/v1/users/{user}/questions',
    access: 'user',
    summary: 'The three mails of the week whose labels would help most',
    description:
      'The same all week, from Monday on (UTC). Answer with an ordinary mark. The mail that was drawn at random may bear one ' +
      'already. Answers also say how good the filter is on all mail: see `asked` in the accuracy.',
    answer: z.strictObject({
      user: z.string(),
      until: time.describe('When the next questions may be asked for, in milliseconds since 1970.'),
      questions: z.array(
        z.strictObject({
          id: z.string(),
          kind: z
            .enum(['informative', 'random'])
            .describe('Chosen because its label would teach much, or drawn at random.'),
          propensity: probability.describe('The chance with which the mail was drawn.'),
          sender: text,
          subject: text,
          scoredAt: time.nullable().describe('Null when the mail has left the log.'),
          verdict,
          probability: probability.describe('Of spam, when the mail came.'),
          label: label.nullable().describe('The answer; null while there is none.'),
        }),
      ),
    }),
    refusals: [404],
    handle: ({ user }, { filter }) => filter.questions.ofThisWeek(user),
  }),
]
