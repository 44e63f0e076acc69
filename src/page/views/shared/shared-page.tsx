/** The head that all users share: its versions, and who moves it how far. */
import type { SharedAnswer } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Await } from '../../parts/await.js'
import { useAnswer } from '../../use-answer.js'
import { InfluenceTable } from './influence-table.js'
import { isNone, Versions } from './versions.js'

export function SharedPage() {
  const shared = useAnswer<SharedAnswer>('v1/admin/shared')
  return (
    <>
      <h1>Shared head</h1>
      <p class="lead">
        Learned from the marks of all users together, anew after some changes. A new version is put in force
        only if it is no worse for the mean user on marks that were held out, and stays so whichever one user
        is left out: that is the gate.
      </p>
      <Await of={shared}>
        {(answer) => (
          <>
            <p>
              {isNone(answer)
                ? 'No shared head is in force.'
                : `Version ${formats.count(answer.inForce)} is in force.`}{' '}
              {formats.count(answer.pending.changes)} marks changed since the last refit; the next comes at{' '}
              {formats.count(answer.pending.due)}.
            </p>
            <Versions answer={answer} done={shared.reload} />
            <h2>Influence</h2>
            <p class="lead">
              One user’s marks count for {formats.count(answer.cap.marks)} at most, however many they are, and
              a refit is put in force only where it is no worse for the others.
            </p>
            <InfluenceTable influence={answer.influence} cap={answer.cap.marks} />
          </>
        )}
      </Await>
    </>
  )
}
