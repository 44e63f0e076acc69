import { wilson } from '../../../interval.js'
import type { Compared } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Foreign } from '../../parts/foreign.js'
import { HEAD_TITLES, HEADS } from '../../parts/heads.js'
import { Interval } from '../../parts/interval.js'
import { type Column, Table } from '../../parts/table.js'
import { href } from '../../route.js'

const COLUMNS: Column<Compared>[] = [
  {
    title: 'User',
    cell: ({ user }) => (
      <a href={href(['users', user])}>
        <Foreign text={user} most={40} />
      </a>
    ),
  },
  ...HEADS.map(
    (head): Column<Compared> => ({
      title: `Errors, ${HEAD_TITLES[head].toLowerCase()}`,
      cell: ({ curve }) => {
        const last = curve.at(-1)
        return <Interval share={last ? wilson(last[head], last.marks) : null} />
      },
    }),
  ),
  {
    title: 'Area under ROC, own',
    numeric: true,
    cell: ({ roc }) => (roc.own.auc === null ? '–' : formats.decimal(roc.own.auc, 4)),
  },
  { title: 'Threshold', numeric: true, cell: ({ threshold }) => formats.probability(threshold) },
  { title: 'Marks', numeric: true, cell: ({ marks }) => formats.count(marks) },
  { title: 'Spam', numeric: true, cell: ({ spamMarks }) => formats.count(spamMarks) },
  { title: 'Ham', numeric: true, cell: ({ hamMarks }) => formats.count(hamMarks) },
]

export function ComparedTable({ users }: { users: Compared[] }) {
  return <Table caption="The users compared" columns={COLUMNS} rows={users} id={({ user }) => user} />
}
