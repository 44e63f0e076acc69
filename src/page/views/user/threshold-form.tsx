import { useState } from 'preact/hooks'
import { at } from '../../api/address.js'
import { formats } from '../../format.js'
import { Notice } from '../../parts/notice.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'

interface Props {
  user: string
  /** Null while the installation's own holds. */
  own: number | null
  inForce: number
  done(): void
}

/** The probability from which mail is spam. */
export function ThresholdForm({ user, own, inForce, done }: Props) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [percent, setPercent] = useState(String(Math.round(1_000 * inForce) / 10))
  const set = (threshold: number | null) =>
    run(async () => {
      await client.put(at`v1/users/${user}/threshold`, { threshold })
      done()
    })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    set(Number(percent) / 100)
  }
  return (
    <form class="card fields" onSubmit={submit}>
      <h3>Threshold</h3>
      <p class="small">
        Mail is spam from this probability on, where no promise asks for more. Now{' '}
        {formats.probability(inForce)}, {own === null ? 'as for everybody' : 'set for this user'}. Higher
        loses less good mail and lets more spam through.
      </p>
      <label>
        Probability in per cent
        <input
          type="number"
          required
          min="0.1"
          max="99.9"
          step="0.1"
          value={percent}
          onInput={(event) => setPercent(event.currentTarget.value)}
        />
      </label>
      <Notice sentence={refusal?.message} />
      <div class="actions">
        <button type="submit" class="primary" disabled={busy}>
          Set threshold
        </button>
        {own !== null && (
          <button type="button" class="quiet" disabled={busy} onClick={() => set(null)}>
            As for everybody
          </button>
        )}
      </div>
    </form>
  )
}
