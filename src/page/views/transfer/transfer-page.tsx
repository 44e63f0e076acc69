/** Whose model would serve whom. */
import { withQuery } from '../../api/address.js'
import type { TransferAnswer } from '../../api/answers.js'
import { Await } from '../../parts/await.js'
import { UserPicker } from '../../parts/user-picker.js'
import type { Place } from '../../route.js'
import { useAnswer } from '../../use-answer.js'
import { CellMails } from './cell-mails.js'
import { HeatMap } from './heat-map.js'

const MOST_USERS = 50

export function TransferPage({ place }: { place: Place }) {
  const [, row, column] = place.path
  if (row !== undefined && column !== undefined) return <CellMails row={row} column={column} place={place} />
  return <Matrix place={place} />
}

function Matrix({ place }: { place: Place }) {
  const path = withQuery('v1/admin/transfer', { user: place.query.getAll('user'), limit: 20 })
  const transfer = useAnswer<TransferAnswer>(path, false)
  return (
    <>
      <h1>Transfer</h1>
      <p class="lead">
        How often each row’s model errs on each column’s marked mail, in per cent. Two users are alike where
        both cells are pale. On the diagonal each model is judged by the scores that it gave before it knew
        the label.
      </p>
      <UserPicker place={place} most={MOST_USERS} />
      <Await of={transfer}>
        {(answer) =>
          answer.users.length === 0 ? (
            <p class="soft">No user has marked anything yet: there is no model to carry over.</p>
          ) : (
            <HeatMap answer={answer} />
          )
        }
      </Await>
    </>
  )
}
