/** Two or more users beside each other. */
import { withQuery } from '../../api/address.js'
import type { CompareAnswer } from '../../api/answers.js'
import { Await } from '../../parts/await.js'
import { UserPicker } from '../../parts/user-picker.js'
import type { Place } from '../../route.js'
import { useAnswer } from '../../use-answer.js'
import { ComparedTable } from './compared-table.js'
import { ComparedUser } from './compared-user.js'
import { Differences } from './differences.js'
import { Suggestions } from './suggestions.js'

const MOST_USERS = 8

export function ComparePage({ place }: { place: Place }) {
  const users = place.query.getAll('user')
  const compared = useAnswer<CompareAnswer>(
    users.length === 0 ? null : withQuery('v1/admin/compare', { user: users }),
    false,
  )
  return (
    <>
      <h1>Compare</h1>
      <p class="lead">
        How the filter learned from each user, on marked mail that it had not learned yet: errors against
        marks, ham lost against spam caught, and whether its probabilities hold.
      </p>
      <UserPicker place={place} most={MOST_USERS} />
      {users.length === 0 ? (
        <Suggestions />
      ) : (
        <Await of={compared}>{(answer) => <Compared answer={answer} />}</Await>
      )}
    </>
  )
}

function Compared({ answer: { users, differences } }: { answer: CompareAnswer }) {
  const rates = users.flatMap(({ curve }) =>
    curve.flatMap(({ window }) =>
      [window.base, window.shared, window.own].map((wrong) => (100 * wrong) / window.marks),
    ),
  )
  const most = Math.min(100, Math.ceil(Math.max(5, ...rates) / 5) * 5)
  return (
    <>
      <ComparedTable users={users} />
      {users.map((one) => (
        <ComparedUser key={one.user} of={one} most={most} />
      ))}
      {differences && <Differences differences={differences} users={users.map(({ user }) => user)} />}
    </>
  )
}
