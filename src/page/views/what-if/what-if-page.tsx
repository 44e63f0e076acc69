/** What another threshold, shared version or encoder would change, before anything is switched. */
import { useState } from 'preact/hooks'
import type { EncodersAnswer, SharedAnswer, WhatIf, WhatIfAnswer } from '../../api/answers.js'
import { Notice } from '../../parts/notice.js'
import type { Place } from '../../route.js'
import { useSession } from '../../session.js'
import { useAction } from '../../use-action.js'
import { useAnswer } from '../../use-answer.js'
import { requestOf, type Settings, settingsFrom } from './settings.js'
import { SettingsFields } from './settings-fields.js'
import { WhatIfResult } from './what-if-result.js'

export function WhatIfPage({ place }: { place: Place }) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const shared = useAnswer<SharedAnswer>('v1/admin/shared', false)
  const encoders = useAnswer<EncodersAnswer>('v1/admin/encoders', false)
  const [settings, setSettings] = useState<Settings>(settingsFrom(place.query))
  const [result, setResult] = useState<WhatIf[] | null>(null)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    run(async () => {
      setResult(null)
      const request = requestOf(settings)
      if (request.mbox) setResult([await client.send<WhatIf>(request.path, request.mbox)])
      else setResult((await client.post<WhatIfAnswer>(request.path, request.body)).users)
    })
  }
  return (
    <>
      <h1>What if</h1>
      <p class="lead">
        Judges mail again with another threshold, another version of the shared head or another encoder, and
        shows what would move. Nothing is changed, and an uploaded file is not kept.
      </p>
      <form class="card fields wide" onSubmit={submit}>
        <SettingsFields
          settings={settings}
          versions={
            shared.answer?.versions.filter(({ restorable }) => restorable).map(({ version }) => version) ?? []
          }
          encoders={encoders.answer?.encoders ?? []}
          change={(part) => setSettings({ ...settings, ...part })}
        />
        <Notice sentence={refusal?.message} />
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>
            {busy ? 'Judging …' : 'Show what would change'}
          </button>
        </div>
      </form>
      <div role="status">{result && <WhatIfResult users={result} />}</div>
    </>
  )
}
