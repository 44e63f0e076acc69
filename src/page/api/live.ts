/** The live connection: one stream of events, opened anew whenever it breaks. */
import type { Client } from './client.js'
import { Refused } from './client.js'
import { readEvents, type StreamEvent } from './event-stream.js'

export type Connection = 'connecting' | 'live' | 'lost'

export interface LiveOptions {
  client: Client
  path: string
  onConnection(state: Connection): void
  onEvent(event: StreamEvent): void
}

/** The server says that it is alive every 15 s: twice that without a byte, and the connection is dead. */
const SILENCE_MS = 35_000
const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 15_000

/** Listens until the returned function is called, or the key is refused. */
export function listen({ client, path, onConnection, onEvent }: LiveOptions): () => void {
  const end = new AbortController()
  void (async () => {
    let wait = FIRST_RETRY_MS
    while (!end.signal.aborted) {
      const attempt = new AbortController()
      const stop = () => attempt.abort()
      end.signal.addEventListener('abort', stop)
      let silence = setTimeout(stop, SILENCE_MS)
      try {
        const response = await client.open(path, attempt.signal)
        onConnection('live')
        wait = FIRST_RETRY_MS
        const alive = () => {
          clearTimeout(silence)
          silence = setTimeout(stop, SILENCE_MS)
        }
        for await (const event of readEvents(response.body as ReadableStream<Uint8Array>, alive))
          onEvent(event)
      } catch (error) {
        if (error instanceof Refused && [401, 403, 404].includes(error.status)) return
      }
      clearTimeout(silence)
      end.signal.removeEventListener('abort', stop)
      if (end.signal.aborted) return
      onConnection('lost')
      await pause(wait, end.signal)
      wait = Math.min(2 * wait, LAST_RETRY_MS)
    }
  })()
  return () => end.abort()
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
