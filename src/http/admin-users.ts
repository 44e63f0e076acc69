/** All users: how well each is served, and all together. */
import { z } from 'zod'
import { RANKING_FILTERS, RANKING_SORTS } from '../store/store.js'
import { userRow } from './dashboard-schemas.js'
import { page } from './page.js'
import { route } from './route.js'
import { accuracy, count } from './schemas.js'

const ORDER = `What to sort by, the most first: \`error\`, \`hamLost\` and \`spamMissed\` are the lower ends of the 95 % intervals of these
shares of the marked mail (Wilson's, with the correction for continuity), so that what is surely wrong comes first: 30 errors of 100
marks before 2 of 2; \`liftBase\` and \`liftShared\` are how much less the own model errs.`

export const adminUserRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/users',
    access: 'admin',
    summary: 'All users, the worst served first',
    description:
      'Every error is prequential: a mail counts with the score that it got before its label was known. What is `marked` ' +
      'is mostly corrections; what was `asked` stands for all mail.',
    query: page.extend({
      sort: z.enum(RANKING_SORTS).default('error').describe(ORDER.replaceAll('\n', ' ')),
      order: z.enum(['asc', 'desc']).exactOptional().describe('Names begin at A, all else at the most.'),
      filter: z
        .enum(RANKING_FILTERS)
        .default('all')
        .describe(
          '`harmed`: whose own model erred more often than the base. `asked`: who answered questions.',
        ),
      q: z.string().max(256).default('').describe('A part of the name; letters of ASCII in any case.'),
    }),
    answer: z.strictObject({
      users: z.array(userRow),
      next: z.string().nullable(),
      total: count.describe('How many users filter and name leave, on all pages.'),
    }),
    handle: ({ query }, { filter }) => {
      const { sort, order = sort === 'user' ? 'asc' : 'desc', filter: which, q: name, ...rest } = query
      return filter.dashboard.users({ sort, descending: order === 'desc', filter: which, name, ...rest })
    },
  }),
  route({
    method: 'get',
    path: '/v1/admin/accuracy',
    access: 'admin',
    summary: 'How often each head would have been wrong, by user',
    description:
      'Prequential: every mail counts with the score that it got before its label was known. Marked mail, most of it ' +
      'corrections, is counted; what is `asked` stands for all mail.',
    answer: accuracy,
    handle: (_, { filter }) => filter.accuracy(),
  }),
]
