import { useState } from 'preact/hooks'
import { at } from '../../api/address.js'
import type { Label } from '../../api/answers.js'
import { Notice } from '../../parts/notice.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'

const BLANK = { name: '', description: '', verdict: 'spam' as Label }

export function NewTopic({ user, done }: { user: string; done(): void }) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [topic, setTopic] = useState(BLANK)
  const change = (part: Partial<typeof BLANK>) => setTopic({ ...topic, ...part })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const { name, description, verdict } = topic
    run(async () => {
      await client.put(at`v1/users/${user}/topics/${name}`, { description, verdict })
      setTopic(BLANK)
      done()
    })
  }
  return (
    <form class="card fields" onSubmit={submit}>
      <h3>New topic</h3>
      <label>
        Name
        <input required value={topic.name} onInput={(event) => change({ name: event.currentTarget.value })} />
      </label>
      <label>
        Description, in a sentence
        <input
          required
          placeholder="Offers of loans and mortgages"
          value={topic.description}
          onInput={(event) => change({ description: event.currentTarget.value })}
        />
      </label>
      <label>
        Belongs to
        <select
          value={topic.verdict}
          onChange={(event) => change({ verdict: event.currentTarget.value as Label })}
        >
          <option value="spam">spam</option>
          <option value="ham">ham</option>
        </select>
      </label>
      <Notice sentence={refusal?.message} />
      <button type="submit" class="primary" disabled={busy}>
        Set topic
      </button>
    </form>
  )
}
