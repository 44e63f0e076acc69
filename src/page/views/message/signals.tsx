import type { Signal } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Foreign } from '../../parts/foreign.js'
import { type Column, Table } from '../../parts/table.js'

const COLUMNS: Column<Signal>[] = [
  { title: 'Signal', cell: ({ text }) => <Foreign text={text} most={120} /> },
  { title: 'From', cell: ({ kind }) => (kind === 'sender' ? 'sender and links' : 'headers and form') },
  { title: 'Speaks for', cell: ({ logit }) => (logit > 0 ? 'spam' : 'ham') },
  { title: 'Logit', numeric: true, cell: ({ logit }) => formats.logit(logit) },
]

/** What headers, sender and form say. */
export function Signals({ signals }: { signals: Signal[] }) {
  return (
    <section>
      <h2>Headers and sender</h2>
      <Table
        caption="Signals of headers and sender, strongest first"
        columns={COLUMNS}
        rows={signals}
        id={({ kind, text }) => `${kind} ${text}`}
        empty="Nothing known speaks from its headers or sender, or the mail itself is not kept."
      />
    </section>
  )
}
