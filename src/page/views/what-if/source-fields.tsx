import { PeriodFields } from './period-fields.js'
import type { Settings } from './settings.js'

interface Props {
  settings: Settings
  change(part: Partial<Settings>): void
}

/** Which mail is judged again, and whose model judges it. */
export function SourceFields({ settings, change }: Props) {
  const mbox = settings.source === 'mbox'
  return (
    <>
      <fieldset>
        <legend>Mail to judge again</legend>
        {(['stored', 'mbox'] as const).map((source) => (
          <label key={source} class="inline">
            <input
              type="radio"
              name="source"
              checked={settings.source === source}
              onChange={() => change({ source })}
            />{' '}
            {source === 'mbox' ? 'an mbox file' : 'mail that came'}
          </label>
        ))}
      </fieldset>
      <label>
        {mbox ? 'User whose model judges' : 'Users, with commas between (none: the 20 with the most marks)'}
        <input
          value={settings.users}
          required={mbox}
          spellcheck={false}
          onInput={(event) => change({ users: event.currentTarget.value })}
        />
      </label>
      {mbox ? (
        <label>
          Mbox file, or one mail
          <input
            type="file"
            required
            onChange={(event) => change({ file: event.currentTarget.files?.[0] ?? null })}
          />
        </label>
      ) : (
        <PeriodFields settings={settings} change={change} />
      )}
    </>
  )
}
