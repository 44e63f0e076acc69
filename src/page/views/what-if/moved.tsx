import { useState } from 'preact/hooks'
import type { WhatIf } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Foreign } from '../../parts/foreign.js'
import { MailTitle } from '../../parts/mail-title.js'
import { type Column, Table } from '../../parts/table.js'
import { LabelPill, VerdictPill } from '../../parts/verdict.js'
import { href } from '../../route.js'

/** The mails of one user that would move: twenty users have two thousand, so they are drawn when somebody asks. */
export function Moved({ of: { user, moved, changes }, isOpen }: { of: WhatIf; isOpen: boolean }) {
  const [isDrawn, setDrawn] = useState(isOpen)
  const count = Object.values(moved).reduce((sum, mails) => sum + mails, 0)
  const columns: Column<WhatIf['changes'][number]>[] = [
    {
      title: 'Mail',
      // An uploaded mail has no page of its own.
      cell: (mail) =>
        mail.scoredAt === null ? (
          <Foreign text={mail.subject} empty="(no subject)" most={100} />
        ) : (
          <MailTitle mail={mail} address={href(['users', user, 'messages', mail.id])} />
        ),
    },
    { title: 'Now', cell: ({ before }) => <VerdictPill side={before} /> },
    { title: 'Then', cell: ({ after }) => <VerdictPill side={after} /> },
    { title: 'Mark', cell: ({ label }) => <LabelPill label={label} /> },
  ]
  return (
    <details open={isOpen} onToggle={(event) => event.currentTarget.open && setDrawn(true)}>
      <summary>
        <Foreign text={user} most={60} />: {count === 1 ? '1 mail' : `${formats.count(count)} mails`}
        {count > changes.length && `, of which the first ${formats.count(changes.length)} are shown`}
      </summary>
      {isDrawn && (
        <Table caption="Mails that would move" columns={columns} rows={changes} id={({ id }) => id} />
      )}
    </details>
  )
}
