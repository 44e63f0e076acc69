/**
 * What happens, as server-sent events. A page reads it with `fetch`, which can send a key, as EventSource cannot.
 *
 * A stream ends when the server stops, when its key is revoked or ends, and when its reader is too slow; readers connect anew.
 */
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Events, Happening } from '../filter.js'

/** The answer of a call that streams. */
export const eventStream = z.instanceof(Readable)

const BEAT_MS = 15_000
/** Bytes that a reader may be behind. */
const MOST_BEHIND = 256 * 1024

export interface StreamOptions {
  events: Events
  concerns: (event: Happening) => boolean
  /** Asked at every beat. */
  isAdmitted: () => Promise<boolean>
  /** The server stops. */
  stopping: AbortSignal
  beatMs?: number
}

export function streamEvents({
  events,
  concerns,
  isAdmitted,
  stopping,
  beatMs = BEAT_MS,
}: StreamOptions): Readable {
  const stream = new Readable({ read() {} })
  const send = (text: string) => {
    if (stream.readableLength > MOST_BEHIND) stream.destroy()
    else stream.push(text)
  }
  const end = () => void stream.push(null)
  const unsubscribe = events.subscribe((event) => concerns(event) && send(asText(event)))
  const beat = setInterval(async () => {
    // A database that does not answer ends the stream too.
    if (await isAdmitted().catch(() => false)) send(': alive\n\n')
    else end()
  }, beatMs)
  stopping.addEventListener('abort', end)
  const stop = () => {
    unsubscribe()
    clearInterval(beat)
    stopping.removeEventListener('abort', end)
  }
  stream.once('end', stop).once('close', stop)
  send(': connected\n\n')
  if (stopping.aborted) end()
  return stream
}

/** JSON holds no line break, so that one `data` line is enough. */
function asText({ type, ...data }: Happening): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}
