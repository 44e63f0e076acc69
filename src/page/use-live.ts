/** The live connection as a view sees it: its state, and a number that rises with news. */
import { useEffect, useState } from 'preact/hooks'
import { at } from './api/address.js'
import type { ApiKey } from './api/answers.js'
import type { Client } from './api/client.js'
import { type Connection, listen } from './api/live.js'

/** Mail may come by the hundreds a second; views are drawn anew at most this often. */
const PAUSE_MS = 2_000

export function useLive(client: Client, key: ApiKey | null): { connection: Connection; news: number } {
  const [live, setLive] = useState<{ connection: Connection; news: number }>({
    connection: 'connecting',
    news: 0,
  })
  useEffect(() => {
    if (!key) return
    let timer: ReturnType<typeof setTimeout> | null = null
    const tell = () => {
      timer ??= setTimeout(() => {
        timer = null
        setLive(({ connection, news }) => ({ connection, news: news + 1 }))
      }, PAUSE_MS)
    }
    const onConnection = (connection: Connection) =>
      setLive((before) => ({
        connection,
        // What happened while nobody listened is news.
        news: before.connection === 'lost' && connection === 'live' ? before.news + 1 : before.news,
      }))
    const path = key.scope === 'admin' ? 'v1/admin/events' : at`v1/users/${key.user ?? ''}/events`
    const stop = listen({ client, path, onConnection, onEvent: tell })
    return () => {
      stop()
      if (timer) clearTimeout(timer)
    }
  }, [client, key])
  return live
}
