/** How the service is doing, from the same figures as /metrics. */
import { z } from 'zod'
import { route } from './route.js'
import { component, count } from './schemas.js'
import { figuresOf } from './system-figures.js'

const seconds = z.number().describe('Seconds.')
const known = z.number().nullable().describe('Null while the database does not answer.')

const latency = component(
  'Latency',
  z
    .strictObject({
      method: z.string(),
      route: z.string(),
      requests: count,
      mean: seconds,
      p50: seconds,
      p90: seconds,
      p99: seconds,
    })
    .describe('Times to answer; quantiles are estimated from a histogram as Prometheus does.'),
)

const system = z.strictObject({
  startedAt: z.number().describe('Milliseconds since 1970.'),
  version: z.string(),
  node: z.string(),
  encoder: z.strictObject({ id: z.string(), queue: count.describe('Mails that wait for it.') }),
  base: z.string(),
  database: z.strictObject({ bytes: known, users: known, messages: known, marks: known }),
  verdicts: z.strictObject({ spam: count, unsure: count, ham: count }),
  marks: count.describe('Marks made, changed or taken back.'),
  refits: count,
  http: z.strictObject({ requests: count, clientErrors: count, serverErrors: count }),
  latency: z.array(latency).describe('Busiest first.'),
  process: z.strictObject({
    residentBytes: z.number(),
    heapBytes: z.number(),
    cpuSeconds: z.number(),
    eventLoopP99: seconds.describe('Delay of the event loop that one in a hundred turns exceeds.'),
  }),
})

export type SystemAnswer = z.output<typeof system>

export const systemRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/system',
    access: 'admin',
    summary: 'How the service is doing',
    description: 'From the very figures that /metrics shows. Counts are since the start.',
    answer: system,
    async handle(_, { filter, metrics, document }) {
      const { sum, latency } = await figuresOf(metrics.registry)
      const number = (metric: string, fits?: Parameters<typeof sum>[1]) => sum(metric, fits) ?? 0
      const verdicts = (verdict: string) =>
        number('hamlet_verdicts_total', (labels) => labels.verdict === verdict)
      const requests = (status: RegExp) =>
        number('hamlet_http_requests_total', (labels) => status.test(String(labels.status)))
      return {
        startedAt: 1000 * number('process_start_time_seconds'),
        version: (document.info as { version: string }).version,
        node: process.version,
        encoder: { id: filter.encoderId, queue: number('hamlet_encoder_queue') },
        base: filter.baseId,
        database: {
          bytes: sum('hamlet_database_bytes'),
          users: sum('hamlet_users'),
          messages: sum('hamlet_messages'),
          marks: sum('hamlet_marks'),
        },
        verdicts: { spam: verdicts('spam'), unsure: verdicts('unsure'), ham: verdicts('ham') },
        marks: number('hamlet_marks_total'),
        refits: number('hamlet_refits_total'),
        http: { requests: requests(/./), clientErrors: requests(/^4/), serverErrors: requests(/^5/) },
        latency: latency('hamlet_http_request_duration_seconds'),
        process: {
          residentBytes: number('process_resident_memory_bytes'),
          heapBytes: number('nodejs_heap_size_used_bytes'),
          cpuSeconds: number('process_cpu_seconds_total'),
          eventLoopP99: number('nodejs_eventloop_lag_p99_seconds'),
        },
      }
    },
  }),
]
