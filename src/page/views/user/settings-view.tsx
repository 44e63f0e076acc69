import { at } from '../../api/address.js'
import type { Promised } from '../../api/answers.js'
import { Await } from '../../parts/await.js'
import { useAnswer } from '../../use-answer.js'
import { PromiseForm } from './promise-form.js'
import { ThresholdForm } from './threshold-form.js'
import type { UserViewProps } from './user-view-props.js'

export function SettingsView({ user, statistics, reload }: UserViewProps) {
  const { threshold, settings } = statistics
  const promise = useAnswer<Promised>(at`v1/users/${user}/promise`)
  return (
    <>
      <h2>Settings</h2>
      <div class="side-by-side">
        <Await of={promise}>
          {(promised) => (
            <PromiseForm key={promised.oneIn} user={user} promise={promised} done={promise.reload} />
          )}
        </Await>
        <ThresholdForm
          key={settings.threshold}
          user={user}
          own={settings.threshold}
          inForce={threshold}
          done={reload}
        />
      </div>
    </>
  )
}
