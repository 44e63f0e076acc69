/** The figures of /metrics, read from the very same registry, for people: sums, and quantiles of the times to answer. */
import type { Registry } from 'prom-client'

interface Sample {
  metricName?: string
  labels: Partial<Record<string, string | number>>
  value: number
}

export interface Latency {
  method: string
  route: string
  requests: number
  /** Seconds. */
  mean: number
  p50: number
  p90: number
  p99: number
}

export interface Figures {
  /** The sum over all samples of a metric that fit these labels; null where it is unknown. */
  sum(metric: string, fits?: (labels: Sample['labels']) => boolean): number | null
  /** Busiest first. */
  latency(metric: string): Latency[]
}

export async function figuresOf(registry: Registry): Promise<Figures> {
  const metrics = await registry.getMetricsAsJSON()
  const samples = new Map(metrics.map(({ name, values }) => [name, values as Sample[]]))
  return {
    sum(metric, fits = () => true) {
      const values = (samples.get(metric) ?? []).filter(({ labels }) => fits(labels))
      const sum = values.reduce((total, { value }) => total + value, 0)
      return Number.isFinite(sum) ? sum : null
    },
    latency: (metric) => latencyOf(samples.get(metric) ?? [], metric),
  }
}

function latencyOf(samples: readonly Sample[], metric: string): Latency[] {
  const byRoute = new Map<string, Sample[]>()
  for (const sample of samples) {
    const name = `${sample.labels.method} ${sample.labels.route}`
    byRoute.set(name, [...(byRoute.get(name) ?? []), sample])
  }
  const rows = [...byRoute.values()].map((ofRoute) => {
    const of = (ending: string) => ofRoute.filter(({ metricName }) => metricName === `${metric}_${ending}`)
    const requests = of('count')[0]?.value ?? 0
    const buckets = of('bucket').map(({ labels, value }) => ({
      le: Number(String(labels.le).replace('+Inf', 'Infinity')),
      value,
    }))
    const { method, route } = ofRoute[0].labels
    return {
      method: String(method),
      route: String(route),
      requests,
      mean: requests === 0 ? 0 : (of('sum')[0]?.value ?? 0) / requests,
      p50: quantile(buckets, requests, 0.5),
      p90: quantile(buckets, requests, 0.9),
      p99: quantile(buckets, requests, 0.99),
    }
  })
  return rows.sort((a, b) => b.requests - a.requests)
}

/**
 * As Prometheus' histogram_quantile: within the bucket where the quantile falls, times are taken to be spread evenly; beyond the
 * last bound that is finite, that bound.
 * @param buckets cumulative counts up to each bound
 */
export function quantile(
  buckets: readonly { le: number; value: number }[],
  count: number,
  share: number,
): number {
  const rising = buckets.toSorted((a, b) => a.le - b.le)
  const rank = share * count
  const at = rising.findIndex(({ value }) => value >= rank)
  const bucket = rising[at]
  if (count === 0 || !bucket) return 0
  const before = rising[at - 1] ?? { le: 0, value: 0 }
  if (!Number.isFinite(bucket.le)) return before.le
  const within = bucket.value === before.value ? 1 : (rank - before.value) / (bucket.value - before.value)
  return before.le + (bucket.le - before.le) * within
}
