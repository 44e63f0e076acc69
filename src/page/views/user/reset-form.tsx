import { useState } from 'preact/hooks'
import { at } from '../../api/address.js'
import { formats } from '../../format.js'
import { Confirm } from '../../parts/confirm.js'
import { Notice } from '../../parts/notice.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'

export function ResetForm({ user, marks, done }: { user: string; marks: number; done(): void }) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [asking, setAsking] = useState(false)
  const [result, setResult] = useState('')
  const reset = () =>
    run(async () => {
      const { forgotten } = await client.post<{ forgotten: number }>(at`v1/users/${user}/reset`, {})
      setResult(`${formats.count(forgotten)} marks were forgotten.`)
      done()
    })
  return (
    <section class="card fields">
      <h3>Reset</h3>
      <p class="small">
        Forgets all {formats.count(marks)} marks and keeps the mail. Undo, under “Marks”, can bring them back.
      </p>
      <button type="button" class="quiet" disabled={busy || marks === 0} onClick={() => setAsking(true)}>
        Forget all marks
      </button>
      <span role="status" class="small">
        {result}
      </span>
      <Notice sentence={refusal?.message} />
      {asking && (
        <Confirm
          title="Forget all marks?"
          action="Forget them"
          phrase="reset"
          act={reset}
          close={() => setAsking(false)}
        >
          <p>The filter then judges this user’s mail as a new user’s.</p>
        </Confirm>
      )}
    </section>
  )
}
