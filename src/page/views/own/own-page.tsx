import type { Place } from '../../route.js'
import { useSession } from '../../session.js'
import { UserViews } from '../user/user-views.js'

/** A user's own page, for those who hold a key of one user or came by a link. */
export function OwnPage({ place }: { place: Place }) {
  const { key } = useSession()
  const rest = place.path[0] === 'own' ? place.path.slice(1) : []
  return <UserViews user={key.user ?? ''} base={['own']} rest={rest} place={place} first="mail" />
}
