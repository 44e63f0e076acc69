import type { UsersAnswer } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Await } from '../../parts/await.js'
import { Foreign } from '../../parts/foreign.js'
import { href } from '../../route.js'
import { useAnswer } from '../../use-answer.js'

/** Whom to begin with, while nobody is chosen. */
export function Suggestions() {
  const users = useAnswer<UsersAnswer>('v1/admin/users?sort=marks&filter=marked&limit=8')
  return (
    <Await of={users}>
      {({ users }) => {
        const [first, second] = users
        if (!first) return <p class="soft">There is nobody to compare: no user has marked anything yet.</p>
        return (
          <section class="card">
            <h2>Begin with</h2>
            {second && (
              <p>
                <a href={href(['compare'], { user: [first.user, second.user] })}>
                  The two users with the most marks
                </a>
                , or one of these:
              </p>
            )}
            <ul>
              {users.map(({ user, marks }) => (
                <li key={user}>
                  <a href={href(['compare'], { user })}>
                    <Foreign text={user} most={40} />
                  </a>{' '}
                  <span class="soft">{formats.count(marks)} marks</span>
                </li>
              ))}
            </ul>
          </section>
        )
      }}
    </Await>
  )
}
