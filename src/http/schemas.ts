/** What answers look like. The named ones become the components of the OpenAPI document. */
import { z } from 'zod'

export const components = z.registry<{ id: string }>()

export function component<T extends z.ZodType>(id: string, schema: T): T {
  components.add(schema, { id })
  return schema
}

export const probability = z.number().min(0).max(1)
export const time = z.number().describe('Milliseconds since 1970.')
export const count = z.int().min(0)
export const text = z
  .string()
  .nullable()
  .describe('Null where the installation keeps no senders and subjects.')

export const label = z.enum(['spam', 'ham'], { error: 'the label must be spam or ham' })
export const verdict = z.enum(['spam', 'unsure', 'ham'])
export const scope = z.enum(['hook', 'user', 'admin'], { error: 'the scope must be hook, user or admin' })

export const head = z.number().describe('Logit.')
const parts = { base: head, shared: head, adapter: head }

export const judgement = component(
  'Judgement',
  z
    .strictObject({
      ...parts,
      logit: head,
      probability,
      verdict,
      threshold: probability,
      sharedVersion: count.describe('Version of the shared head that judged; 0 before the first.'),
    })
    .describe('What the filter said when it first saw the mail. It is never overwritten.'),
)

const reason = component(
  'Reason',
  z
    .strictObject({
      kind: z.enum([
        'words',
        'sender',
        'shape',
        'route',
        'meaning',
        'marks',
        'topic',
        'weak',
        'prior',
        'start',
        'rest',
      ]),
      text: z.string(),
      logit: head,
    })
    .describe('A part of the logit; the reasons of one answer add up to its logit.'),
)

const promise = component(
  'PromiseInForce',
  z
    .strictObject({
      oneIn: z.int().min(2).describe('At most 1 good mail in so many goes to Junk.'),
      probability: probability
        .nullable()
        .describe(
          'From which mail is spam; null while too little ham was seen: none is but what is marked so.',
        ),
    })
    .describe('From the threshold up to its probability, mail is unsure. Null: nothing is promised.'),
)

export const scoredShape = {
  id: z.string().describe("Hash of the message's bytes; the same mail has the same id at every door."),
  user: z.string(),
  verdict,
  probability,
  logit: head,
  parts: z.strictObject(parts),
  threshold: probability.describe(
    'Probability from which mail is spam for this user, where no promise keeps it out of Junk.',
  ),
  promise: promise.nullable(),
  reasons: z.array(reason),
  encoder: z.string(),
}

export const scored = component('Scored', z.strictObject(scoredShape))

export const side = component('Side', z.strictObject({ probability, verdict }))

export const marked = component(
  'Marked',
  z.strictObject({
    id: z.string(),
    changed: z.boolean().describe('False when the same mark was there already.'),
    label: label.nullable(),
    marks: count.describe('How many marks the user has now.'),
    before: side,
    after: side,
  }),
)

const errors = component(
  'Errors',
  z.strictObject({
    hamLost: count.describe('Ham judged spam.'),
    spamMissed: count.describe('Spam not judged spam.'),
  }),
)

const heads = {
  base: errors.describe('The base alone.'),
  shared: errors.describe('Base and shared head.'),
  own: errors.describe('All three heads: what the user was told.'),
}
export const share = component(
  'Share',
  z
    .strictObject({ percent: z.number(), low: z.number(), high: z.number() })
    .describe("In per cent, with Wilson's 95 % interval."),
)

export const rates = component(
  'Rates',
  z.strictObject({
    errors: share.nullable(),
    hamLost: share.nullable().describe('Of ham.'),
    spamMissed: share.nullable().describe('Of spam.'),
  }),
)

export const asked = component(
  'Asked',
  z
    .strictObject({
      questions: count.describe('Mails that were asked about.'),
      answers: count.describe('Those of them that bear a mark.'),
      base: rates,
      shared: rates,
      own: rates,
    })
    .describe(
      'Errors on all mail, estimated from the questions: an answer weighs one by its chance of being asked.',
    ),
)

const tallies = { messages: count, marks: count, spamMarks: count, hamMarks: count }

export const userAccuracy = component(
  'UserAccuracy',
  z
    .strictObject({ user: z.string(), ...tallies, lastMarkAt: time.nullable(), ...heads, asked })
    .describe("Errors over a user's marks, each judged before its label was known."),
)

export const accuracy = component(
  'Accuracy',
  z.strictObject({
    users: z.array(userAccuracy),
    totals: z.strictObject({ users: count, ...tallies, ...heads, asked }),
  }),
)

export const prior = component(
  'Prior',
  z
    .strictObject({ from: z.string(), takenAt: time })
    .describe('The user whose model, as it was then, this model starts from.'),
)

export const statistics = component(
  'Statistics',
  z.strictObject({
    user: z.string(),
    createdAt: time,
    messages: count,
    marks: count,
    spam: count,
    ham: count,
    threshold: probability,
    settings: z.strictObject({
      threshold: probability.nullable().describe("Null for the installation's default."),
    }),
    promise: promise.nullable(),
    domain: z
      .string()
      .nullable()
      .describe('The domain of the base that the mail of the user is like; null: none.'),
    prevalence: probability
      .nullable()
      .describe('The share of spam among the mail of the user, estimated without labels; null: not yet.'),
    undoableSince: time.describe('The earliest moment to which the marks can be put back.'),
    prior: prior.nullable(),
    accuracy: userAccuracy,
  }),
)

export const history = component(
  'History',
  z.strictObject({
    messages: z.array(
      z.strictObject({
        user: z.string(),
        id: z.string(),
        scoredAt: time,
        sender: text,
        subject: text,
        encoder: z.string(),
        base: z.string(),
        judgement,
        label: label.nullable(),
      }),
    ),
    next: z.string().nullable().describe('Pass it as `after` for the next page; null on the last.'),
  }),
)

export const apiKey = component(
  'ApiKey',
  z.strictObject({
    id: z.string(),
    scope,
    user: z.string().nullable().describe('The user whom the key acts for; null for any.'),
    note: z.string(),
    createdAt: time,
    lastUsedAt: time.nullable().describe('To the minute.'),
    expiresAt: time.nullable().describe('From when on it is refused; null for never.'),
  }),
)

export const problem = component(
  'Problem',
  z
    .strictObject({
      type: z.string().describe('urn:hamlet:problem: and a fixed word for this kind of problem.'),
      title: z.string(),
      status: z.int(),
      detail: z.string().describe('A sentence that says what to do.'),
      instance: z.string().describe("urn:uuid: and this request's id, which stands in the log too."),
    })
    .describe('RFC 9457 problem details.'),
)
