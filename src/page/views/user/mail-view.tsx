import { at, withQuery } from '../../api/address.js'
import type { HistoryAnswer } from '../../api/answers.js'
import { Await } from '../../parts/await.js'
import { Choices } from '../../parts/choices.js'
import { mailColumn, markColumn } from '../../parts/mail-columns.js'
import { Pager } from '../../parts/pager.js'
import { type Column, Table } from '../../parts/table.js'
import { Time } from '../../parts/time.js'
import { VerdictPill } from '../../parts/verdict.js'
import { hrefWith } from '../../route.js'
import { useAnswer } from '../../use-answer.js'
import type { UserViewProps } from './user-view-props.js'

type Message = HistoryAnswer['messages'][number]

/** Recent mail: what the filter said, and the two buttons that tell it better. */
export function MailView({ user, base, place, reload }: UserViewProps) {
  const [verdict, after] = ['verdict', 'after'].map((name) => place.query.get(name))
  const path = withQuery(at`v1/users/${user}/messages`, { verdict, after, limit: 50 })
  const history = useAnswer<HistoryAnswer>(path)
  const columns: Column<Message>[] = [
    mailColumn(base),
    { title: 'Came', cell: ({ scoredAt }) => <Time at={scoredAt} /> },
    { title: 'Verdict', cell: ({ judgement }) => <VerdictPill side={judgement} /> },
    markColumn('Is it spam?', user, reload),
  ]
  return (
    <>
      <h2>Recent mail</h2>
      <p class="lead">
        The verdict is the one that was given when the mail came. A click on its subject tells why. A mark is
        learned at once; a second click on it takes it back without a trace.
      </p>
      <Choices
        label="Verdict"
        current={verdict ?? 'all'}
        choices={['all', 'spam', 'unsure', 'ham'].map((name) => ({
          name,
          title: name,
          href: hrefWith(place, { verdict: name === 'all' ? null : name, after: null }),
        }))}
      />
      <Await of={history}>
        {({ messages, next }) => (
          <>
            <Table
              caption="Recent mail"
              columns={columns}
              rows={messages}
              id={({ id }) => id}
              empty={verdict ? `No mail was judged ${verdict}.` : 'No mail has come for this user yet.'}
            />
            <Pager place={place} next={next} />
          </>
        )}
      </Await>
    </>
  )
}
