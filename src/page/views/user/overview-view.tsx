/** How often the filter errs for this user, and whether the user's marks helped. */

import { wilson } from '../../../interval.js'
import { withQuery } from '../../api/address.js'
import type { CompareAnswer, Rates, Statistics } from '../../api/answers.js'
import { LearningCurve } from '../../charts/learning-curve.js'
import { formats } from '../../format.js'
import { Await } from '../../parts/await.js'
import { HeadRates } from '../../parts/head-rates.js'
import type { ByHead } from '../../parts/heads.js'
import { href } from '../../route.js'
import { useAnswer } from '../../use-answer.js'
import type { UserViewProps } from './user-view-props.js'

export function OverviewView({ user, statistics: { accuracy } }: UserViewProps) {
  const compared = useAnswer<CompareAnswer>(withQuery('v1/admin/compare', { user }))
  const { asked } = accuracy
  return (
    <>
      <h2>How often the filter was wrong</h2>
      <div class="side-by-side">
        <HeadRates
          title="Marked mail"
          sentence={`All ${formats.count(accuracy.marks)} marks, each judged before its label was known. Most marks are corrections, so errors look worse here than they are.`}
          rates={markedRates(accuracy)}
        />
        <HeadRates
          title="Asked mail"
          sentence={`${formats.count(asked.answers)} answers to ${formats.count(asked.questions)} questions. The filter drew this mail itself, so its errors stand for all mail.`}
          rates={asked}
        />
      </div>
      <h2>Learning</h2>
      <Await of={compared}>
        {({ users }) => users.map((one) => <LearningCurve key={one.user} of={one} />)}
      </Await>
      <p>
        <a href={href(['compare'], { user })}>Compare with other users</a>
      </p>
    </>
  )
}

function markedRates(accuracy: Statistics['accuracy']): ByHead<Rates> {
  const { marks, hamMarks, spamMarks, base, shared, own } = accuracy
  const rates = ({ hamLost, spamMissed }: Statistics['accuracy']['own']): Rates => ({
    errors: wilson(hamLost + spamMissed, marks),
    hamLost: wilson(hamLost, hamMarks),
    spamMissed: wilson(spamMissed, spamMarks),
  })
  return { base: rates(base), shared: rates(shared), own: rates(own) }
}
