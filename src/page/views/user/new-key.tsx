import { useState } from 'preact/hooks'
import { Notice } from '../../parts/notice.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'

export function NewKey({ user, done }: { user: string; done(): void }) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [scope, setScope] = useState('user')
  const [note, setNote] = useState('')
  const [secret, setSecret] = useState<string | null>(null)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    run(async () => {
      const { key } = await client.post<{ key: string }>('v1/admin/keys', { scope, user, note })
      setSecret(key)
      setNote('')
      done()
    })
  }
  return (
    <form class="toolbar" onSubmit={submit}>
      <label>
        New key that may{' '}
        <select value={scope} onChange={(event) => setScope(event.currentTarget.value)}>
          <option value="user">do everything for this user</option>
          <option value="hook">score mail</option>
        </select>
      </label>
      <label>
        Note <input value={note} maxLength={200} onInput={(event) => setNote(event.currentTarget.value)} />
      </label>
      <button type="submit" class="quiet" disabled={busy}>
        Make a key
      </button>
      <span role="status">
        {secret && (
          <span class="small">
            Shown this once: <code class="secret">{secret}</code>
          </span>
        )}
      </span>
      <Notice sentence={refusal?.message} />
    </form>
  )
}
