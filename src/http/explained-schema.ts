/** The answer to why a mail was judged as it was. */
import { z } from 'zod'
import { component, count, head, judgement, label, scoredShape, text, time } from './schemas.js'

const blocks = z
  .strictObject({ embedding: head, words: head, identity: head, shape: head, route: head, bias: head })
  .describe("One head's logit as the sum of its parts.")

const spans = z
  .array(z.strictObject({ start: count, end: count, logit: head }))
  .describe('Words that weigh, as offsets in UTF-16 code units, and what all heads give to each alone.')

export const explained = component(
  'Explained',
  z.strictObject({
    ...scoredShape,
    sender: text,
    subject: text,
    scoredAt: time.nullable().describe('Null when the mail has left the log and only its mark is left.'),
    label: label.nullable(),
    first: judgement,
    nearest: z
      .array(
        z.strictObject({
          id: z.string(),
          label,
          sender: text,
          subject: text,
          similarity: z.number().describe('Cosine in the space that the own model is learned in.'),
          cosine: z.number().nullable().describe("Of the embeddings; null where one is another encoder's."),
          logit: head,
        }),
      )
      .describe("The user's own marks that are most like this mail."),
    text: z.string().nullable().describe('As the encoder read it; null where it is not kept.'),
    blocks: z.strictObject({ base: blocks, shared: blocks, adapter: blocks }),
    highlights: z.strictObject({ subject: spans, text: spans }),
    signals: z
      .array(
        z.strictObject({
          kind: z.enum(['sender', 'shape', 'route']),
          text: z.string(),
          logits: z.strictObject({ base: head, shared: head, adapter: head }),
          logit: head,
        }),
      )
      .describe('What sender, links, headers and the way say, strongest first.'),
  }),
)
