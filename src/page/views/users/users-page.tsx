/** All users, those whom the filter serves worst first. */
import { withQuery } from '../../api/address.js'
import type { UsersAnswer } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Await } from '../../parts/await.js'
import { Choices } from '../../parts/choices.js'
import { Pager } from '../../parts/pager.js'
import { hrefWith, type Place } from '../../route.js'
import { useAnswer } from '../../use-answer.js'
import { FirstMail } from './first-mail.js'
import { Search } from './search.js'
import { UsersTable } from './users-table.js'

const FILTERS = {
  all: 'All',
  marked: 'With marks',
  unmarked: 'Without marks',
  harmed: 'Worse than the base',
  asked: 'Asked',
}
const SETTINGS = ['sort', 'order', 'filter', 'q', 'after']

export function UsersPage({ place }: { place: Place }) {
  const settings = Object.fromEntries(SETTINGS.map((name) => [name, place.query.get(name)]))
  const users = useAnswer<UsersAnswer>(withQuery('v1/admin/users', { ...settings, limit: 50 }))
  const chosen = SETTINGS.some((name) => place.query.has(name))
  return (
    <Await of={users}>
      {(answer) =>
        answer.total === 0 && !chosen ? (
          <FirstMail reload={users.reload} />
        ) : (
          <>
            <h1>Users</h1>
            <p class="lead">
              Whom the filter surely serves worst stands first: users are sorted by the error that the 95 %
              interval leaves at least, so that a few marks prove little. Every mail counts with the score
              that it got <em>before</em> its label was known. <strong>Marked</strong> mail is what users told
              the filter, most of it corrections, so its errors look worse than they are.{' '}
              <strong>Asked</strong> mail was drawn by the filter itself, so its errors stand for all mail.
              The pale bars are 95 % intervals.
            </p>
            <div class="toolbar">
              <Choices
                label="Filter"
                current={place.query.get('filter') ?? 'all'}
                choices={Object.entries(FILTERS).map(([name, title]) => ({
                  name,
                  title,
                  href: hrefWith(place, { filter: name === 'all' ? null : name, after: null }),
                }))}
              />
              <Search place={place} />
              <p class="small" role="status">
                {answer.total === 1 ? '1 user' : `${formats.count(answer.total)} users`}
              </p>
            </div>
            <UsersTable users={answer.users} place={place} />
            <Pager place={place} next={answer.next} />
          </>
        )
      }
    </Await>
  )
}
