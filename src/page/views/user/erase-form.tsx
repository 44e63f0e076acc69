import { useState } from 'preact/hooks'
import { at } from '../../api/address.js'
import { Confirm } from '../../parts/confirm.js'
import { Foreign } from '../../parts/foreign.js'
import { Notice } from '../../parts/notice.js'
import { goTo, href } from '../../route.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'

export function EraseForm({ user }: { user: string }) {
  const { client, key } = useSession()
  const { busy, refusal, run } = useAction()
  const [asking, setAsking] = useState(false)
  const admin = key.scope === 'admin'
  const erase = () =>
    run(async () => {
      await client.remove(at`v1/users/${user}`)
      goTo(href([admin ? 'users' : 'own']))
    })
  return (
    <section class="card fields">
      <h3>Erase</h3>
      <p class="small">
        Removes the user: mail, marks, topics, settings. Nothing can bring them back but an exported file.
      </p>
      <button type="button" class="danger" disabled={busy} onClick={() => setAsking(true)}>
        {admin ? 'Erase this user' : 'Erase my model'}
      </button>
      <Notice sentence={refusal?.message} />
      {asking && (
        <Confirm
          title="Erase for good?"
          action="Erase"
          phrase="erase"
          act={erase}
          close={() => setAsking(false)}
        >
          <p>
            All that is known of <Foreign text={user} most={60} /> is removed.
          </p>
        </Confirm>
      )}
    </section>
  )
}
