import { useState } from 'preact/hooks'
import { at } from '../../api/address.js'
import type { Promised } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Foreign } from '../../parts/foreign.js'
import { Notice } from '../../parts/notice.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'

interface Props {
  user: string
  promise: Promised
  done(): void
}

/** "At most one good mail in N in Junk", in place of a threshold. */
export function PromiseForm({ user, promise, done }: Props) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [oneIn, setOneIn] = useState(String(promise.oneIn ?? 300))
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
      <p class="small">{inWords(promise)}</p>
      {promise.oneIn !== null && (
        <p class="small">
          <Foreign text={promise.why} most={500} />
        </p>
      )}
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
        {promise.own && (
          <button type="button" class="quiet" disabled={busy} onClick={() => set(null)}>
            No promise
          </button>
        )}
      </div>
    </form>
  )
}

function inWords({ oneIn, own, possible, probability, most }: Promised): string {
  if (oneIn === null) return 'No promise is asked for: the threshold alone decides.'
  const whose = own ? '' : ' (as for everybody)'
  const said = `At most 1 good mail in ${formats.count(oneIn)} goes to Junk${whose}; what is less sure is called unsure.`
  if (possible)
    return probability === null ? said : `${said} Mail is spam from ${formats.probability(probability)} on.`
  return `${said} Too little ham was seen to promise that: by now at most 1 in ${formats.count(most ?? 0)}. Until then nothing is called spam but what the user marks.`
}
