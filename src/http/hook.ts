/** The hook that mail is sent through. */
import { explained } from './explained-schema.js'
import { rawMail } from './raw-mail.js'
import { route } from './route.js'
import { scored } from './schemas.js'

export const hookRoutes = [
  route({
    method: 'post',
    path: '/v1/score',
    access: 'hook',
    named: true,
    summary: 'Score a mail for one user',
    description:
      'The body is the raw message, as it came. The same mail has the same id every time, and scoring it again is ' +
      'harmless. Any answer but 200 means *not judged*: the answer bears no verdict, and the client delivers the mail.',
    body: rawMail,
    answer: scored,
    async handle({ user, body }, { filter, metrics }) {
      const answer = await filter.score(user, body)
      metrics.verdicts.inc({ verdict: answer.verdict })
      return answer
    },
  }),
  route({
    method: 'get',
    path: '/v1/messages/{id}',
    access: 'user',
    named: true,
    summary: 'Explain a mail that was scored',
    answer: explained,
    refusals: [404],
    handle: ({ params, user }, { filter }) => filter.explain(user, params.id),
  }),
]
