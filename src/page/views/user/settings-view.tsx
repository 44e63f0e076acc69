import { PromiseForm } from './promise-form.js'
import { ThresholdForm } from './threshold-form.js'
import type { UserViewProps } from './user-view-props.js'

export function SettingsView({ user, statistics, reload }: UserViewProps) {
  const { threshold, settings } = statistics
  return (
    <>
      <h2>Settings</h2>
      <div class="side-by-side">
        <PromiseForm
          key={`p${settings.promise?.oneIn}`}
          user={user}
          promise={settings.promise ?? null}
          done={reload}
        />
        <ThresholdForm
          key={`t${settings.threshold}`}
          user={user}
          own={settings.threshold}
          inForce={threshold}
          done={reload}
        />
      </div>
    </>
  )
}
