import { useSession } from '../../session.js'
import { EraseForm } from './erase-form.js'
import { FileForm } from './file-form.js'
import { Keys } from './keys.js'
import { LinkForm } from './link-form.js'
import { PriorForm } from './prior-form.js'
import { ResetForm } from './reset-form.js'
import type { UserViewProps } from './user-view-props.js'

/** The model as a whole: take it along, start again, remove it, and who may use it. */
export function ModelView({ user, statistics, reload }: UserViewProps) {
  const { key } = useSession()
  const admin = key.scope === 'admin'
  return (
    <>
      <h2>Model</h2>
      <div class="side-by-side">
        <FileForm user={user} done={reload} />
        {admin && <PriorForm user={user} prior={statistics.prior} done={reload} />}
        <ResetForm user={user} marks={statistics.marks} done={reload} />
        <EraseForm user={user} />
        {admin && <LinkForm user={user} />}
      </div>
      {admin && <Keys user={user} />}
    </>
  )
}
