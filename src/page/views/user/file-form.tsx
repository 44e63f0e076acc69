/** The user's whole model as one file: out, and in again, here or on another server. */
import { useState } from 'preact/hooks'
import { at } from '../../api/address.js'
import { Refused } from '../../api/client.js'
import { formats } from '../../format.js'
import { Confirm } from '../../parts/confirm.js'
import { Notice } from '../../parts/notice.js'
import { saveFile } from '../../save-file.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'

export function FileForm({ user, done }: { user: string; done(): void }) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [file, setFile] = useState<File | null>(null)
  const [result, setResult] = useState('')
  const download = () =>
    run(async () => {
      const model = await client.get<unknown>(at`v1/users/${user}/export`)
      saveFile(`hamlet-${user.replaceAll(/[^\w.@-]+/g, '_').slice(0, 60)}.json`, JSON.stringify(model))
    })
  const upload = (chosen: File) =>
    run(async () => {
      const model = parse(await chosen.text())
      const { marks } = await client.put<{ marks: number }>(at`v1/users/${user}/import`, model)
      setResult(`Imported: ${formats.count(marks)} marks.`)
      done()
    })
  return (
    <section class="card fields">
      <h3>Export and import</h3>
      <p class="small">
        One file holds all that this user’s model is computed from: marks, topics, settings.
      </p>
      <div class="actions">
        <button type="button" class="quiet" disabled={busy} onClick={download}>
          Download the model
        </button>
        <label class="file">
          Import a file
          <input
            type="file"
            accept="application/json,.json"
            onChange={(event) => {
              setFile(event.currentTarget.files?.[0] ?? null)
              event.currentTarget.value = ''
            }}
          />
        </label>
      </div>
      <span role="status" class="small">
        {result}
      </span>
      <Notice sentence={refusal?.message} />
      {file && (
        <Confirm
          title="Replace the model?"
          action="Import"
          act={() => upload(file)}
          close={() => setFile(null)}
        >
          <p>
            The marks, topics and settings of this user are replaced by those of the file. Download the model
            first to keep them.
          </p>
        </Confirm>
      )}
    </section>
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refused(
      0,
      'This file holds no JSON: choose one that was downloaded here or written by hamlet export.',
    )
  }
}
