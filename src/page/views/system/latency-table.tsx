import type { Latency } from '../../api/answers.js'
import { formats } from '../../format.js'
import { type Column, Table } from '../../parts/table.js'

const TIMES = { mean: 'Mean', p50: 'Half within', p90: '90 % within', p99: '99 % within' } as const

const COLUMNS: Column<Latency>[] = [
  {
    title: 'Call',
    cell: ({ method, route }) => (
      <code>
        {method} {route}
      </code>
    ),
  },
  { title: 'Requests', numeric: true, cell: ({ requests }) => formats.count(requests) },
  ...(Object.keys(TIMES) as (keyof typeof TIMES)[]).map(
    (time): Column<Latency> => ({
      title: TIMES[time],
      numeric: true,
      cell: (row) => formats.duration(row[time]),
    }),
  ),
]

export function LatencyTable({ latency }: { latency: Latency[] }) {
  return (
    <Table
      caption="Time to answer, by call, busiest first"
      columns={COLUMNS}
      rows={latency}
      id={({ method, route }) => `${method} ${route}`}
      empty="No call has been answered yet."
    />
  )
}
