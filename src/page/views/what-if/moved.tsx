import type { WhatIf } from '../../api/answers.js'
import { Foreign } from '../../parts/foreign.js'
import { MailTitle } from '../../parts/mail-title.js'
import { type Column, Table } from '../../parts/table.js'
import { LabelPill, VerdictPill } from '../../parts/verdict.js'
import { href } from '../../route.js'

/** The mails of one user that would move. */
export function Moved({ of: { user, changes } }: { of: WhatIf }) {
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
    <section>
      <h3>
        <Foreign text={user} most={60} />
      </h3>
      <Table caption="Mails that would move" columns={columns} rows={changes} id={({ id }) => id} />
    </section>
  )
}
