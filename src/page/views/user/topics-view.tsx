import { at } from '../../api/address.js'
import type { Topic } from '../../api/answers.js'
import { Await } from '../../parts/await.js'
import { Foreign } from '../../parts/foreign.js'
import { Notice } from '../../parts/notice.js'
import { type Column, Table } from '../../parts/table.js'
import { Time } from '../../parts/time.js'
import { LabelPill } from '../../parts/verdict.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'
import { useAnswer } from '../../use-answer.js'
import { visible } from '../../visible.js'
import { NewTopic } from './new-topic.js'
import type { UserViewProps } from './user-view-props.js'

/** Mail that the user described in words. */
export function TopicsView({ user }: UserViewProps) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const topics = useAnswer<{ topics: Topic[] }>(at`v1/users/${user}/topics`)
  const remove = (name: string) =>
    run(async () => {
      await client.remove(at`v1/users/${user}/topics/${name}`)
      topics.reload()
    })
  const columns: Column<Topic>[] = [
    { title: 'Topic', cell: ({ name }) => <Foreign text={name} most={60} /> },
    { title: 'Described as', cell: ({ description }) => <Foreign text={description} most={300} /> },
    { title: 'Belongs to', cell: ({ verdict }) => <LabelPill label={verdict} /> },
    { title: 'Since', cell: ({ setAt }) => <Time at={setAt} /> },
    {
      title: 'Change',
      cell: ({ name }) => (
        <button
          type="button"
          class="quiet"
          disabled={busy}
          aria-label={`Remove ${visible(name, 80)}`}
          onClick={() => remove(name)}
        >
          Remove
        </button>
      ),
    },
  ]
  return (
    <>
      <h2>Topics</h2>
      <p class="lead">
        Describe mail in words, and mail like it leans to that side before any of it was marked. It is a
        leaning only: one mark outweighs any topic.
      </p>
      <Notice sentence={refusal?.message} />
      <Await of={topics}>
        {({ topics }) => (
          <Table
            caption="Topics"
            columns={columns}
            rows={topics}
            id={({ name }) => name}
            empty="No topics yet."
          />
        )}
      </Await>
      <NewTopic user={user} done={topics.reload} />
    </>
  )
}
