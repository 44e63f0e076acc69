/** Goes back to the marks of an earlier day: first it shows what would change, then it does it. */
import { useState } from 'preact/hooks'
import { at } from '../../api/address.js'
import type { UndoAnswer } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Confirm } from '../../parts/confirm.js'
import { Foreign } from '../../parts/foreign.js'
import { Notice } from '../../parts/notice.js'
import { LabelPill } from '../../parts/verdict.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'
import { localDay, startOfDay } from './local-day.js'

const MOST_SHOWN = 10

export function Undo({ user, since, done }: { user: string; since: number; done(): void }) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [day, setDay] = useState(localDay(Date.now()))
  const [plan, setPlan] = useState<UndoAnswer | null>(null)
  const [result, setResult] = useState('')
  const path = at`v1/users/${user}/undo`
  const to = startOfDay(day)
  const look = (event: SubmitEvent) => {
    event.preventDefault()
    run(async () => {
      setResult('')
      const planned = await client.post<UndoAnswer>(path, { to, dryRun: true })
      if (planned.changes.length > 0) setPlan(planned)
      else setResult('Nothing changed since then: there is nothing to undo.')
    })
  }
  const undo = () =>
    run(async () => {
      const { changes } = await client.post<UndoAnswer>(path, { to })
      setResult(`${formats.count(changes.length)} changes were undone.`)
      done()
    })
  return (
    <form class="toolbar" onSubmit={look}>
      <label>
        Undo all changes since the morning of{' '}
        <input
          type="date"
          required
          value={day}
          min={localDay(since)}
          max={localDay(Date.now())}
          onInput={(event) => setDay(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="quiet" disabled={busy || to === null}>
        Show what would change
      </button>
      <span role="status" class="small">
        {result}
      </span>
      <Notice sentence={refusal?.message} />
      {plan && (
        <Confirm title="Undo these changes?" action="Undo them" act={undo} close={() => setPlan(null)}>
          <Changes plan={plan} />
        </Confirm>
      )}
    </form>
  )
}

function Changes({ plan: { changes, marks } }: { plan: UndoAnswer }) {
  return (
    <>
      <p>
        {formats.count(changes.length)} mails change; {formats.count(marks)} marks are left. Undo can be
        undone: go back to a later day, or mark the mails again.
      </p>
      <ul class="changes">
        {changes.slice(0, MOST_SHOWN).map(({ id, subject, from, to }) => (
          <li key={id}>
            <Foreign text={subject} empty="(no subject)" most={60} /> <LabelPill label={from} /> →{' '}
            <LabelPill label={to} />
          </li>
        ))}
      </ul>
      {changes.length > MOST_SHOWN && (
        <p class="small">… and {formats.count(changes.length - MOST_SHOWN)} more</p>
      )}
    </>
  )
}
