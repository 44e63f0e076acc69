import { useState } from 'preact/hooks'
import { at } from '../../api/address.js'
import type { Statistics } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Foreign } from '../../parts/foreign.js'
import { Notice } from '../../parts/notice.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'

interface Props {
  user: string
  prior: Statistics['prior']
  done(): void
}

/** Whose model this one starts from. */
export function PriorForm({ user, prior, done }: Props) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [from, setFrom] = useState('')
  const set = (wanted: string | null) =>
    run(async () => {
      await client.put(at`v1/users/${user}/prior`, { from: wanted })
      done()
    })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    set(from)
  }
  return (
    <form class="card fields" onSubmit={submit}>
      <h3>Start from another user’s model</h3>
      <p class="small">
        {prior ? (
          <>
            Started from <Foreign text={prior.from} most={40} />, as it was on {formats.moment(prior.takenAt)}
            .
          </>
        ) : (
          'For a new colleague, or a new address of the same person. Taking it back is exact.'
        )}
      </p>
      <label>
        User
        <input
          required
          value={from}
          spellcheck={false}
          onInput={(event) => setFrom(event.currentTarget.value)}
        />
      </label>
      <Notice sentence={refusal?.message} />
      <div class="actions">
        <button type="submit" class="quiet" disabled={busy}>
          Start from it
        </button>
        {prior && (
          <button type="button" class="quiet" disabled={busy} onClick={() => set(null)}>
            Take it back
          </button>
        )}
      </div>
    </form>
  )
}
