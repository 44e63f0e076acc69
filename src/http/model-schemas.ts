/** What a user's model is computed from, as it is sent and as it leaves in a file. */
import { z } from 'zod'
import { component, judgement, label, probability, text, time } from './schemas.js'

export const topic = component(
  'Topic',
  z
    .strictObject({
      name: z.string(),
      description: z.string().describe('What such mail is about, in a sentence.'),
      verdict: label.describe('Where such mail belongs.'),
      setAt: time,
    })
    .describe('Mail that the user described in words.'),
)

export const sign = z.enum(['replied', 'kept'], { error: 'the sign must be replied or kept' })

export const weakLabel = component(
  'WeakLabel',
  z
    .strictObject({ id: z.string(), sign, givenAt: time, sender: text, subject: text })
    .describe('A sign that a mail was welcome, from what the user did with it.'),
)

export const userExport = component(
  'UserExport',
  z
    .strictObject({
      format: z.literal('hamlet-user'),
      version: z.literal([1, 2]),
      user: z.string(),
      exportedAt: z.string().describe('ISO 8601.'),
      encoder: z.string(),
      base: z.string(),
      threshold: probability.nullable(),
      promise: z.int().nullable().optional(),
      domain: z.string().nullable().optional(),
      prevalence: probability.nullable().optional(),
      prior: z
        .strictObject({
          from: z.string(),
          takenAt: time,
          encoder: z.string().optional().describe("From version 2 on; the file's, where it is left out."),
          base: z.string().optional().describe("The file's, where it is left out."),
          head: z.base64(),
        })
        .nullable(),
      marks: z.array(
        z.strictObject({
          id: z.string(),
          label,
          markedAt: time,
          vector: z.base64(),
          encoder: z.string(),
          base: z.string(),
          sender: text,
          subject: text,
          before: judgement,
        }),
      ),
      topics: z.array(topic).optional().describe('From version 2 on.'),
      weakLabels: z
        .strictObject({
          allowed: z.boolean(),
          labels: z.array(weakLabel.extend({ vector: z.base64(), encoder: z.string(), base: z.string() })),
        })
        .optional()
        .describe('From version 2 on.'),
    })
    .describe("A user's whole model: everything it is computed from."),
)
