import { formats } from '../../format.js'
import type { Settings } from './settings.js'
import { SourceFields } from './source-fields.js'

interface Props {
  settings: Settings
  /** Versions of the shared head that can be tried. */
  versions: number[]
  change(part: Partial<Settings>): void
}

export function SettingsFields({ settings, versions, change }: Props) {
  return (
    <>
      <SourceFields settings={settings} change={change} />
      <label>
        Threshold in per cent (empty: as it is)
        <input
          type="number"
          min="0.1"
          max="99.9"
          step="0.1"
          value={settings.threshold}
          onInput={(event) => change({ threshold: event.currentTarget.value })}
        />
      </label>
      <label>
        Shared head
        <select
          value={settings.sharedVersion}
          onChange={(event) => change({ sharedVersion: event.currentTarget.value })}
        >
          <option value="">as it is</option>
          <option value="0">none</option>
          {versions.map((version) => (
            <option key={version} value={version}>
              version {formats.count(version)}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}
