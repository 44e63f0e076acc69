/** What every view may use: the key's rights, the calls, and how often the service has told of something new. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { ApiKey } from './api/answers.js'
import type { Client } from './api/client.js'
import type { Connection } from './api/live.js'

export interface Session {
  client: Client
  key: ApiKey
  connection: Connection
  /** Rises when the service told that something changed. */
  news: number
}

export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('A view is shown to those alone who have signed in.')
  return session
}
