/** What the answers behind the dashboard's views look like. */
import { z } from 'zod'
import { asked, component, count, prior, probability, rates, share, time } from './schemas.js'

export const points = component(
  'Points',
  z
    .strictObject({ points: z.number(), low: z.number(), high: z.number() })
    .describe('A difference of two shares in percentage points, with its 95 % interval (Newcombe 1998).'),
)

const lift = component(
  'Lift',
  z
    .strictObject({
      ...points.shape,
      mended: count.describe('Marks that were wrong before, and right by all three heads.'),
      broken: count.describe('The other way round.'),
    })
    .describe('The share of the marks, in percentage points, by which all three heads err less.'),
)

export const userRow = component(
  'UserRow',
  z
    .strictObject({
      user: z.string(),
      createdAt: time,
      threshold: probability.nullable().describe("Null for the installation's default."),
      prior: prior.nullable(),
      messages: count,
      spam: count.describe('Messages that were judged spam when they came.'),
      spamRate: share.nullable(),
      marks: count,
      spamMarks: count,
      hamMarks: count,
      lastMarkAt: time.nullable(),
      marked: z
        .strictObject({
          base: rates,
          shared: rates,
          own: rates,
          lift: z.strictObject({ overBase: lift.nullable(), overShared: lift.nullable() }),
        })
        .describe(
          'Of the marked mail, most of it corrections: these shares are higher than those of all mail.',
        ),
      asked,
      trend: z
        .strictObject({ recent: share, earlier: share, change: points })
        .nullable()
        .describe('Errors among the newest marks, among as many before, and the change: below 0 is better.'),
    })
    .describe('How well one user is served, judged by what was said before each label was known.'),
)
