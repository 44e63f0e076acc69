import type { Influence } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Foreign } from '../../parts/foreign.js'
import { type Column, Table } from '../../parts/table.js'
import { href } from '../../route.js'

/** Users by what their marks count for, against the most that one user's may. */
export function InfluenceTable({ influence, cap }: { influence: Influence[]; cap: number }) {
  const columns: Column<Influence>[] = [
    {
      title: 'User',
      cell: ({ user }) => (
        <a href={href(['users', user])}>
          <Foreign text={user} most={40} />
        </a>
      ),
    },
    { title: 'Marks', numeric: true, cell: ({ marks }) => formats.count(marks) },
    { title: 'Count for', numeric: true, cell: ({ weight }) => formats.decimal(weight, 1) },
    {
      title: 'Of the cap',
      cell: ({ weight }) => <progress max={cap} value={weight} aria-label="Of the cap" />,
    },
    { title: 'Share of all', numeric: true, cell: ({ share }) => formats.percent(share) },
    { title: 'Capped', cell: ({ capped }) => (capped ? 'yes' : 'no') },
  ]
  return (
    <Table
      caption="Users’ influence on the shared head"
      columns={columns}
      rows={influence}
      id={({ user }) => user}
      empty="No marks yet, so nobody moves it."
    />
  )
}
