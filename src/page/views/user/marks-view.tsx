import { at, withQuery } from '../../api/address.js'
import type { TimelineAnswer } from '../../api/answers.js'
import { Await } from '../../parts/await.js'
import { mailColumn, markColumn } from '../../parts/mail-columns.js'
import { Pager } from '../../parts/pager.js'
import { type Column, Table } from '../../parts/table.js'
import { Time } from '../../parts/time.js'
import { VerdictPill } from '../../parts/verdict.js'
import { useAnswer } from '../../use-answer.js'
import { Undo } from './undo.js'
import type { UserViewProps } from './user-view-props.js'

type TimelineMark = TimelineAnswer['marks'][number]

/** What the user told the filter, newest first, and what it made of it. */
export function MarksView({ user, statistics, base, place, reload }: UserViewProps) {
  const path = withQuery(at`v1/users/${user}/timeline`, { after: place.query.get('after'), limit: 50 })
  const timeline = useAnswer<TimelineAnswer>(path)
  const changed = () => {
    timeline.reload()
    reload()
  }
  const columns: Column<TimelineMark>[] = [
    mailColumn(base),
    { title: 'Marked', cell: ({ markedAt }) => <Time at={markedAt} /> },
    { title: 'Before', cell: ({ before }) => <VerdictPill side={before} /> },
    { title: 'Now', cell: ({ now }) => <VerdictPill side={now} /> },
    markColumn('Mark', user, changed),
  ]
  return (
    <>
      <h2>Marks</h2>
      <p class="lead">
        <strong>Before</strong> is what the filter said when the mail came, <strong>now</strong> what its
        present model says of the same mail.
      </p>
      <Undo user={user} since={statistics.undoableSince} done={changed} />
      <Await of={timeline}>
        {({ marks, next }) => (
          <>
            <Table
              caption="Marks, newest first"
              columns={columns}
              rows={marks}
              id={({ id }) => id}
              empty="No mail is marked. Mark one under “Mail”: the filter learns it at once."
            />
            <Pager place={place} next={next} />
          </>
        )}
      </Await>
    </>
  )
}
