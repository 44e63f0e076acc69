import type { UserRow } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Foreign } from '../../parts/foreign.js'
import { Difference, Interval, widest } from '../../parts/interval.js'
import { type Column, type Order, Table } from '../../parts/table.js'
import { Time } from '../../parts/time.js'
import { href, hrefWith, type Place } from '../../route.js'

/** @param most where the bars of errors end, in per cent */
const columnsOf = (most: number): Column<UserRow>[] => [
  {
    title: 'User',
    sort: 'user',
    cell: ({ user }) => (
      <a href={href(['users', user])}>
        <Foreign text={user} most={40} />
      </a>
    ),
  },
  {
    title: 'Errors, marked',
    sort: 'error',
    cell: ({ marked }) => <Interval share={marked.own.errors} most={most} />,
  },
  { title: 'Errors, asked', cell: ({ asked }) => <Interval share={asked.own.errors} most={most} /> },
  {
    title: 'Ham lost',
    sort: 'hamLost',
    cell: ({ marked }) => <Interval share={marked.own.hamLost} most={most} />,
  },
  {
    title: 'Spam missed',
    sort: 'spamMissed',
    cell: ({ marked }) => <Interval share={marked.own.spamMissed} most={most} />,
  },
  {
    title: 'Lift over base',
    sort: 'liftBase',
    cell: ({ marked }) => <Difference points={marked.lift.overBase} good="positive" />,
  },
  {
    title: 'Lift over shared',
    sort: 'liftShared',
    cell: ({ marked }) => <Difference points={marked.lift.overShared} good="positive" />,
  },
  {
    title: 'Trend',
    cell: ({ trend }) => <Difference points={trend?.change ?? null} good="negative" />,
  },
  { title: 'Marks', sort: 'marks', numeric: true, cell: ({ marks }) => formats.count(marks) },
  { title: 'Mail', sort: 'messages', numeric: true, cell: ({ messages }) => formats.count(messages) },
  {
    title: 'Spam rate',
    sort: 'spamRate',
    numeric: true,
    cell: ({ spamRate }) => (spamRate ? formats.percent(spamRate.percent) : '–'),
  },
  {
    title: 'Last mark',
    sort: 'lastMark',
    cell: ({ lastMarkAt }) =>
      lastMarkAt === null ? <span class="soft">never</span> : <Time at={lastMarkAt} />,
  },
]

export function UsersTable({ users, place }: { users: UserRow[]; place: Place }) {
  return (
    <>
      <Table
        caption="Users and how often the filter was wrong for each"
        columns={columnsOf(widest(users.flatMap(shown)))}
        rows={users}
        id={({ user }) => user}
        order={orderOf(place)}
        empty="No user is left by this filter and search."
      />
      <p class="small">
        <strong>Lift</strong>: by how many percentage points of the marked mail the user’s own model errs less
        than the base, and than base and shared head together; above zero, the user’s marks helped.{' '}
        <strong>Trend</strong>: errors on the newest 20 marks less those on the 20 before; below zero, it gets
        better. Coloured where the interval leaves no doubt.
      </p>
    </>
  )
}

/** The figures that have bars. */
function shown({ marked: { own }, asked }: UserRow) {
  return [own.errors, own.hamLost, own.spamMissed, asked.own.errors]
}

/** A second click on a column turns the order round; names start at A, figures at the largest. */
function orderOf(place: Place): Order {
  const by = place.query.get('sort') ?? 'error'
  const natural = (name: string) => (name === 'user' ? 'asc' : 'desc')
  const order = place.query.get('order') ?? natural(by)
  return {
    by,
    descending: order === 'desc',
    href(name) {
      const turned = name === by ? (order === 'desc' ? 'asc' : 'desc') : natural(name)
      return hrefWith(place, { sort: name, order: turned === natural(name) ? null : turned, after: null })
    },
  }
}
