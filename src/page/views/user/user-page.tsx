import type { Place } from '../../route.js'
import { UserViews } from './user-views.js'

/** One user, as an administrator sees them. */
export function UserPage({ place }: { place: Place }) {
  const [, user = '', ...rest] = place.path
  return <UserViews user={user} base={['users', user]} rest={rest} place={place} first="overview" />
}
