import { useState } from 'preact/hooks'
import { at } from '../../api/address.js'
import type { Promised } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Notice } from '../../parts/notice.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'

interface Props {
  user: string
  promise: Promised | null
  done(): void
}

/** "At most one good mail in N in Junk", in place of a threshold. */
export function PromiseForm({ user, promise, done }: Props) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [oneIn, setOneIn] = useState(String(promise?.oneIn ?? 300))
  const set = (wanted: number | null) =>
    run(async () => {
      await client.put(at`v1/users/${user}/promise`, { oneIn: wanted })
      done()
    })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    set(Number(oneIn))
  }
  return (
    <form class="card fields" onSubmit={submit}>
      <h3>Promise</h3>
      <p class="small">
        {promise
          ? `At most 1 good mail in ${formats.count(promise.oneIn)} goes to Junk; what is less sure is called unsure.`
          : 'No promise is asked for: the threshold alone decides.'}
      </p>
      <label>
        At most 1 good mail in Junk in
        <input
          type="number"
          required
          min="2"
          max="1000000"
          step="1"
          value={oneIn}
          onInput={(event) => setOneIn(event.currentTarget.value)}
        />
      </label>
      <Notice sentence={refusal?.message} />
      <div class="actions">
        <button type="submit" class="primary" disabled={busy}>
          Ask for it
        </button>
        {promise && (
          <button type="button" class="quiet" disabled={busy} onClick={() => set(null)}>
            No promise
          </button>
        )}
      </div>
    </form>
  )
}
