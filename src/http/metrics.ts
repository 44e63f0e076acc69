/** Counters for Prometheus. No label carries a user's name. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Filter } from '../filter.js'
import type { Store, Totals } from '../store/store.js'

export type Metrics = ReturnType<typeof createMetrics>

export interface Measured {
  /** How many mails wait for the encoder now. */
  encoderQueue: () => number
  store: Store
  filter: Filter
}

export function createMetrics({ encoderQueue, store, filter }: Measured) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'hamlet_encoder_queue',
    help: 'Mails waiting for the encoder.',
    registers,
    collect() {
      this.set(encoderQueue())
    },
  })
  databaseGauges(store, registers)
  const refits = new Counter({
    name: 'hamlet_refits_total',
    help: 'Refits of the shared head, by whether the result was put in force.',
    labelNames: ['published'],
    registers,
  })
  filter.events.subscribe((event) => {
    if (event.type === 'refit') refits.inc({ published: String(event.published) })
  })
  return {
    registry,
    requests: new Counter({
      name: 'hamlet_http_requests_total',
      help: 'HTTP requests answered.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    durations: new Histogram({
      name: 'hamlet_http_request_duration_seconds',
      help: 'Time from the first header to the last byte of the answer.',
      labelNames: ['method', 'route'],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
      registers,
    }),
    verdicts: new Counter({
      name: 'hamlet_verdicts_total',
      help: 'Mails scored, by verdict.',
      labelNames: ['verdict'],
      registers,
    }),
    marks: new Counter({
      name: 'hamlet_marks_total',
      help: 'Marks that changed something, by the new label (none: taken back).',
      labelNames: ['label'],
      registers,
    }),
  }
}

const TOTALS: [figure: keyof Totals, name: string, help: string][] = [
  ['bytes', 'hamlet_database_bytes', 'Size of the database.'],
  ['users', 'hamlet_users', 'Users.'],
  ['messages', 'hamlet_messages', 'Mails in the score log.'],
  ['marks', 'hamlet_marks', 'Marks that are learned from.'],
]

/** All of them from one reading of the database a scrape; not a number while it does not answer. */
function databaseGauges(store: Store, registers: Registry[]): void {
  let reading: Promise<Totals | null> | null = null
  const read = () => {
    reading ??= store
      .totals()
      .catch(() => null)
      .finally(() => {
        reading = null
      })
    return reading
  }
  for (const [figure, name, help] of TOTALS) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set((await read())?.[figure] ?? Number.NaN)
      },
    })
  }
}
