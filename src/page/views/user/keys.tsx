/** The keys that act for one user: list, make, revoke. */
import { useState } from 'preact/hooks'
import { at, withQuery } from '../../api/address.js'
import type { ApiKey } from '../../api/answers.js'
import { Await } from '../../parts/await.js'
import { Foreign } from '../../parts/foreign.js'
import { Notice } from '../../parts/notice.js'
import { type Column, Table } from '../../parts/table.js'
import { Time } from '../../parts/time.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'
import { useAnswer } from '../../use-answer.js'
import { NewKey } from './new-key.js'

export function Keys({ user }: { user: string }) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [revoked, setRevoked] = useState('')
  const keys = useAnswer<{ keys: ApiKey[] }>(withQuery('v1/admin/keys', { user }))
  const revoke = (id: string) =>
    run(async () => {
      await client.remove(at`v1/admin/keys/${id}`)
      setRevoked(`Key ${id} was revoked.`)
      keys.reload()
    })
  const columns: Column<ApiKey>[] = [
    { title: 'Key', cell: ({ id }) => <code>{id}</code> },
    { title: 'May', cell: ({ scope }) => (scope === 'hook' ? 'score mail' : 'do everything for this user') },
    { title: 'Note', cell: ({ note }) => <Foreign text={note} empty="–" most={60} /> },
    { title: 'Made', cell: ({ createdAt }) => <Time at={createdAt} /> },
    { title: 'Last used', cell: ({ lastUsedAt }) => moment(lastUsedAt, 'never') },
    { title: 'Ends', cell: ({ expiresAt }) => moment(expiresAt, 'never') },
    {
      title: 'Change',
      cell: ({ id }) => (
        <button
          type="button"
          class="quiet"
          disabled={busy}
          aria-label={`Revoke ${id}`}
          onClick={() => revoke(id)}
        >
          Revoke
        </button>
      ),
    },
  ]
  return (
    <section>
      <h2>Keys of this user</h2>
      <Notice sentence={refusal?.message} />
      <Await of={keys}>
        {({ keys }) => (
          <Table
            caption="Keys"
            columns={columns}
            rows={keys}
            id={({ id }) => id}
            empty="No key acts for this user alone."
          />
        )}
      </Await>
      <p role="status" class="small">
        {revoked}
      </p>
      <NewKey user={user} done={keys.reload} />
    </section>
  )
}

function moment(time: number | null, otherwise: string) {
  return time === null ? <span class="soft">{otherwise}</span> : <Time at={time} />
}
