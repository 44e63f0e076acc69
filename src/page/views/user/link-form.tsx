import { useState } from 'preact/hooks'
import { at } from '../../api/address.js'
import type { UserLink } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Notice } from '../../parts/notice.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'

const DAYS = { '1': 'one day', '7': 'one week', '30': '30 days', '365': 'one year' }

/** A link that opens the user's own page, for a while. */
export function LinkForm({ user }: { user: string }) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [days, setDays] = useState('7')
  const [link, setLink] = useState<UserLink | null>(null)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    run(async () =>
      setLink(await client.post<UserLink>(at`v1/admin/users/${user}/link`, { hours: 24 * Number(days) })),
    )
  }
  return (
    <form class="card fields" onSubmit={submit}>
      <h3>Link for the user</h3>
      <p class="small">
        Opens the user’s own page. Whoever has the link may use it: revoke its key below to end it early.
      </p>
      <label>
        Good for
        <select value={days} onChange={(event) => setDays(event.currentTarget.value)}>
          {Object.entries(DAYS).map(([days, name]) => (
            <option key={days} value={days}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Notice sentence={refusal?.message} />
      <button type="submit" class="quiet" disabled={busy}>
        Make a link
      </button>
      {link && (
        <p role="status" class="small">
          Shown this once, good until {formats.moment(link.expiresAt)}:{' '}
          <code class="secret">{absolute(link.url)}</code>
        </p>
      )}
    </form>
  )
}

/** The service says where the page is under its own root; a proxy may have put that elsewhere. */
function absolute(url: string): string {
  return new URL(url.replace(/^\//, ''), location.href.split('#')[0]).href
}
