/** What the users' own models disagree on most. */
import type { CompareAnswer, Difference } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Foreign } from '../../parts/foreign.js'
import { type Column, Table } from '../../parts/table.js'
import { LabelPill } from '../../parts/verdict.js'
import { visible } from '../../visible.js'

type Found = NonNullable<CompareAnswer['differences']>
type Word = Found['words'][number]
type Topic = Found['topics'][number]

interface Props {
  differences: Found
  users: string[]
}

export function Differences({ differences: { words, topics }, users }: Props) {
  return (
    <>
      <h2>What they disagree on</h2>
      <p class="lead">
        What a word, a sender or a topic adds to the logit by each user’s own model: above zero towards spam,
        below zero towards ham.
      </p>
      <div class="side-by-side">
        <section>
          <h3>Words and senders</h3>
          <Table
            caption="Words and senders the users disagree on"
            columns={[
              { title: 'Feature', cell: ({ text }: Word) => <Foreign text={text} most={60} /> },
              ...byUser<Word>(users),
            ]}
            rows={words}
            id={({ text }) => text}
            empty="No word stands out yet."
          />
        </section>
        <section>
          <h3>Topics</h3>
          <Table
            caption="Topics the users disagree on"
            columns={[
              {
                title: 'Topic',
                cell: ({ name, owner, verdict }: Topic) => (
                  <>
                    <Foreign text={name} most={40} /> <LabelPill label={verdict} />{' '}
                    <small class="soft">
                      of <Foreign text={owner} most={30} />
                    </small>
                  </>
                ),
              },
              ...byUser<Topic>(users),
            ]}
            rows={topics}
            id={({ owner, name }) => `${owner} ${name}`}
            empty="None of them has described a topic."
          />
        </section>
      </div>
    </>
  )
}

function byUser<D extends Difference>(users: string[]): Column<D>[] {
  return users.map((user) => ({
    title: visible(user, 30),
    numeric: true,
    cell: ({ logits }) => {
      const logit = logits[user] ?? 0
      return <span class={logit > 0 ? 'to-spam' : 'to-ham'}>{formats.logit(logit)}</span>
    },
  }))
}
