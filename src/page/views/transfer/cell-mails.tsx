import { at, withQuery } from '../../api/address.js'
import type { TransferMails } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Await } from '../../parts/await.js'
import { Choices } from '../../parts/choices.js'
import { Foreign } from '../../parts/foreign.js'
import { mailColumn } from '../../parts/mail-columns.js'
import { Pager } from '../../parts/pager.js'
import { type Column, Table } from '../../parts/table.js'
import { Time } from '../../parts/time.js'
import { LabelPill, VerdictPill } from '../../parts/verdict.js'
import { href, hrefWith, type Place } from '../../route.js'
import { useAnswer } from '../../use-answer.js'

type CellMail = TransferMails['mails'][number]

/** The mails behind one cell of the matrix. */
export function CellMails({ row, column, place }: { row: string; column: string; place: Place }) {
  const all = place.query.get('wrong') === 'false'
  const query = { wrong: !all, after: place.query.get('after'), limit: 50 }
  const mails = useAnswer<TransferMails>(withQuery(at`v1/admin/transfer/${row}/${column}`, query), false)
  const columns: Column<CellMail>[] = [
    mailColumn(['users', column]),
    { title: 'Mark', cell: ({ label }) => <LabelPill label={label} /> },
    { title: 'By this model', cell: ({ judgement }) => <VerdictPill side={judgement} /> },
    { title: 'Marked', cell: ({ markedAt }) => <Time at={markedAt} /> },
  ]
  const choice = (name: string, title: string, wrong: string | null) => ({
    name,
    title,
    href: hrefWith(place, { wrong, after: null }),
  })
  return (
    <>
      <p class="crumbs">
        <a href={href(['transfer'])}>Transfer</a>
      </p>
      <h1>
        <Foreign text={row} most={40} />
        ’s model on <Foreign text={column} most={40} />
        ’s mail
      </h1>
      <Choices
        label="Which mails"
        current={all ? 'all' : 'wrong'}
        choices={[choice('wrong', 'Judged wrong', null), choice('all', 'All marked mail', 'false')]}
      />
      <Await of={mails}>
        {({ mails, marks, errors, next }) => (
          <>
            <p class="lead">
              {formats.count(errors)} of {formats.count(marks)} marked mails are judged wrong.
            </p>
            <Table
              caption="Mails"
              columns={columns}
              rows={mails}
              id={({ id }) => id}
              empty="None: this model is never wrong here."
            />
            <Pager place={place} next={next} />
          </>
        )}
      </Await>
    </>
  )
}
