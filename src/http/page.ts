/** How long lists are asked for, page by page. */
import { z } from 'zod'

export const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.string().exactOptional().describe('The `next` of the page before.'),
})
