import { formats } from '../../format.js'
import type { Settings } from './settings.js'
import { SourceFields } from './source-fields.js'

interface Props {
  settings: Settings
  /** Versions of the shared head that can be tried. */
  versions: number[]
  /** Encoders that are at hand. */
  encoders: string[]
  change(part: Partial<Settings>): void
}

export function SettingsFields({ settings, versions, encoders, change }: Props) {
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
          value={settings.encoder === '' ? settings.sharedVersion : '0'}
          disabled={settings.encoder !== ''}
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
      <label>
        Encoder
        <select value={settings.encoder} onChange={(event) => change({ encoder: event.currentTarget.value })}>
          <option value="">as it is</option>
          {encoders.map((encoder) => (
            <option key={encoder} value={encoder}>
              {encoder}
            </option>
          ))}
        </select>
      </label>
      {settings.encoder !== '' && (
        <p class="small">
          For one user at a time. Texts that were kept are embedded anew, some ten milliseconds for each, and
          the user’s model is solved from the marks as they would be then. No shared head goes with another
          encoder: after a move it is learned anew.
        </p>
      )}
    </>
  )
}
