import { useState } from 'preact/hooks'
import { at } from '../../api/address.js'
import type { SharedAnswer, SharedVersion } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Confirm } from '../../parts/confirm.js'
import { Notice } from '../../parts/notice.js'
import { type Column, Table } from '../../parts/table.js'
import { Time } from '../../parts/time.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'

export function Versions({ answer, done }: { answer: SharedAnswer; done(): void }) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [chosen, setChosen] = useState<number | null>(null)
  const restore = (version: number) =>
    run(async () => {
      await client.post(at`v1/admin/shared/${String(version)}/restore`, {})
      done()
    })
  const columns: Column<SharedVersion>[] = [
    { title: 'Version', cell: ({ version }) => formats.count(version) },
    { title: 'Made', cell: ({ createdAt }) => <Time at={createdAt} /> },
    { title: 'Learned from', cell: source },
    { title: 'Gate: log-loss before, after', cell: gate },
    { title: 'State', cell: state },
    {
      title: 'Change',
      cell: ({ version, restorable, inForce }) =>
        restorable && !inForce ? (
          <button type="button" class="quiet" disabled={busy} onClick={() => setChosen(version)}>
            Roll back to {formats.count(version)}
          </button>
        ) : null,
    },
  ]
  return (
    <>
      <Notice sentence={refusal?.message} />
      <Table
        caption="Versions, newest first"
        columns={columns}
        rows={answer.versions}
        id={({ version }) => version}
        empty="No version yet: the first one is made when users have marked enough."
      />
      {!isNone(answer) && (
        <button type="button" class="quiet" disabled={busy} onClick={() => setChosen(0)}>
          Do without a shared head
        </button>
      )}
      {chosen !== null && (
        <Confirm
          title={chosen === 0 ? 'Do without a shared head?' : `Roll back to version ${chosen}?`}
          action="Roll back"
          act={() => restore(chosen)}
          close={() => setChosen(null)}
        >
          <p>It is in force at once, for everybody. Every user’s own model is solved anew around it.</p>
        </Confirm>
      )}
    </>
  )
}

/** Whether mail is judged without a shared head: none was made yet, or the one in force is a copy of none. */
export function isNone({ inForce, versions }: SharedAnswer): boolean {
  return inForce === 0 || versions.some(({ version, copiedFrom }) => version === inForce && copiedFrom === 0)
}

function source({ users, marks, copiedFrom }: SharedVersion) {
  if (copiedFrom === 0) return 'nothing: no shared head'
  const learned = `${formats.count(marks)} marks of ${formats.count(users)} users`
  return copiedFrom === null ? learned : `version ${copiedFrom} again: ${learned}`
}

function gate({ gate, copiedFrom }: SharedVersion) {
  if (copiedFrom !== null) return <span class="soft">put in force by hand</span>
  const { heldOut, before, after } = gate
  return `${formats.decimal(before)} → ${formats.decimal(after)} on ${formats.count(heldOut)} marks held out`
}

function state({ gate, inForce }: SharedVersion) {
  if (inForce) return <span class="pill mark ham">in force</span>
  return gate.published ? 'was in force' : <span class="pill mark spam">stopped by the gate</span>
}
