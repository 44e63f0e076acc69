import type { Explained } from '../../api/answers.js'
import { formats } from '../../format.js'
import { mailColumn } from '../../parts/mail-columns.js'
import { type Column, Table } from '../../parts/table.js'
import { LabelPill } from '../../parts/verdict.js'

type Neighbour = Explained['nearest'][number]

/** The user's own marks that are most like this mail. */
export function Nearest({ mail, base }: { mail: Explained; base: string[] }) {
  const columns: Column<Neighbour>[] = [
    mailColumn(base, 'Marked mail'),
    { title: 'Mark', cell: ({ label }) => <LabelPill label={label} /> },
    {
      title: 'Likeness in meaning',
      numeric: true,
      cell: ({ cosine }) => (cosine === null ? 'another encoder' : formats.decimal(cosine, 2)),
    },
    { title: 'Likeness in all', numeric: true, cell: ({ similarity }) => formats.decimal(similarity, 2) },
    { title: 'Adds', numeric: true, cell: ({ logit }) => formats.logit(logit) },
  ]
  return (
    <section>
      <h2>Nearest marks</h2>
      <Table
        caption="Marks most like this mail"
        columns={columns}
        rows={mail.nearest}
        id={({ id }) => id}
        empty="This user has marked nothing that is like this mail."
      />
    </section>
  )
}
