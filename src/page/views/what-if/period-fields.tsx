import type { Settings } from './settings.js'

interface Props {
  settings: Settings
  change(part: Partial<Settings>): void
}

export function PeriodFields({ settings, change }: Props) {
  return (
    <div class="actions">
      <label>
        From{' '}
        <input
          type="date"
          value={settings.from}
          onInput={(event) => change({ from: event.currentTarget.value })}
        />
      </label>
      <label>
        To{' '}
        <input
          type="date"
          value={settings.to}
          onInput={(event) => change({ to: event.currentTarget.value })}
        />
      </label>
    </div>
  )
}
