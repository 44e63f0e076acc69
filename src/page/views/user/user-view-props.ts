/** What each view of a user is given. */
import type { Statistics } from '../../api/answers.js'
import type { Place } from '../../route.js'

export interface UserViewProps {
  user: string
  statistics: Statistics
  /** The path that all views of this user begin with. */
  base: string[]
  place: Place
  /** Gets the user's statistics anew. */
  reload(): void
}
