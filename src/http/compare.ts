/** A few users side by side. */
import { z } from 'zod'
import { route } from './route.js'
import { component, count, head, label, probability, share } from './schemas.js'

const MOST_USERS = 8

const percent = z.number().min(0).max(100)
const stages = <Each extends z.ZodType>(each: Each) => z.strictObject({ base: each, shared: each, own: each })
const errors = { base: count, shared: count, own: count }
const rocPoint = z.strictObject({
  hamLost: percent.describe('Share of ham judged spam, in per cent.'),
  spamCaught: percent.describe('Share of spam judged spam, in per cent.'),
})

const roc = component(
  'Roc',
  z.strictObject({
    auc: z.number().nullable().describe('Area under the curve, 0 to 1; null without marks of both labels.'),
    points: z.array(rocPoint).describe('From (0, 0) to (100, 100).'),
    at: rocPoint.nullable().describe('Where the thresholds that were in force lie.'),
  }),
)

const bin = component(
  'Bin',
  z
    .strictObject({
      from: probability,
      to: probability,
      marks: count,
      probability: probability.describe('Mean of what was told.'),
      spam: share.describe('Of these marks.'),
    })
    .describe('Marked mail of about one probability.'),
)

const comparedUser = component(
  'ComparedUser',
  z.strictObject({
    user: z.string(),
    threshold: probability,
    marks: count,
    spamMarks: count,
    hamMarks: count,
    curve: z
      .array(
        z.strictObject({
          marks: count,
          ...errors,
          window: z
            .strictObject({ marks: count, ...errors })
            .describe('Of the last marks before this point alone.'),
        }),
      )
      .describe('Errors among so many first marks.'),
    roc: stages(roc),
    calibration: stages(z.array(bin)),
  }),
)

const disagreement = {
  logits: z.record(z.string(), head).describe("What each user's own model adds."),
  spread: z.number().describe('The largest of them less the smallest.'),
}

export const compareRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/compare',
    access: 'admin',
    summary: 'A few users side by side: learning curves, ROC, calibration, and what their models disagree on',
    description: 'All figures but the disagreements are prequential, from the marks.',
    query: z.strictObject({
      user: z.union([z.string(), z.array(z.string()).max(MOST_USERS)]).describe('Repeat for several.'),
    }),
    answer: z.strictObject({
      users: z.array(comparedUser),
      differences: z
        .strictObject({
          words: z.array(
            z.strictObject({
              text: z.string(),
              kind: z.enum(['words', 'sender', 'shape', 'route']),
              ...disagreement,
            }),
          ),
          topics: z.array(
            z.strictObject({
              ...{ name: z.string(), owner: z.string(), description: z.string(), verdict: label },
              ...disagreement,
            }),
          ),
        })
        .nullable()
        .describe('Most disagreed on first; null for a single user.'),
    }),
    refusals: [404],
    handle: ({ query }, { filter }) => filter.dashboard.compare([...new Set([query.user].flat())]),
  }),
]
