/** Counters for Prometheus. No label carries a user's name. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** @param encoderQueue how many mails wait for the encoder now. */
export function createMetrics(encoderQueue: () => number) {
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
