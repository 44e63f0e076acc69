import type { Moves, WhatIf } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Foreign } from '../../parts/foreign.js'
import { type Column, Table } from '../../parts/table.js'
import { href } from '../../route.js'
import { Moved } from './moved.js'
import { TriedWith } from './tried-with.js'

const MOVES: Record<keyof Moves, string> = {
  'ham->spam': 'Ham → spam',
  'unsure->spam': 'Unsure → spam',
  'ham->unsure': 'Ham → unsure',
  'spam->unsure': 'Spam → unsure',
  'unsure->ham': 'Unsure → ham',
  'spam->ham': 'Spam → ham',
}

const COLUMNS: Column<WhatIf>[] = [
  {
    title: 'User',
    cell: ({ user }) => (
      <a href={href(['users', user])}>
        <Foreign text={user} most={40} />
      </a>
    ),
  },
  { title: 'Mails', numeric: true, cell: ({ mails }) => formats.count(mails) },
  ...(Object.keys(MOVES) as (keyof Moves)[]).map(
    (move): Column<WhatIf> => ({
      title: MOVES[move],
      numeric: true,
      cell: ({ moved }) => formats.count(moved[move]),
    }),
  ),
  {
    title: 'Errors on marked mail',
    numeric: true,
    cell: ({ errors }) =>
      `${formats.count(errors.before)} → ${formats.count(errors.after)} of ${formats.count(errors.marked)}`,
  },
]

export function WhatIfResult({ users }: { users: WhatIf[] }) {
  return (
    <>
      <h2>What would move</h2>
      <Table
        caption="What would move, by user"
        columns={COLUMNS}
        rows={users}
        id={({ user }) => user}
        empty="No mail."
      />
      <p class="small">
        The model has learned from the marked mail already, on both sides of the comparison.
      </p>
      {users.map(({ user, encoder }) => encoder && <TriedWith key={user} {...encoder} />)}
      {users
        .filter(({ changes }) => changes.length > 0)
        .map((one) => (
          <Moved key={one.user} of={one} isOpen={users.length === 1} />
        ))}
    </>
  )
}
