/** The answer of a call, kept while a newer one is under way. */
import { useCallback, useEffect, useState } from 'preact/hooks'
import { Refused } from './api/client.js'
import { useSession } from './session.js'

export interface Answered<T> {
  answer: T | null
  refusal: Refused | null
  reload(): void
}

/**
 * @param path null for no call at all
 * @param live whether the call is made again when the service tells of something new
 */
export function useAnswer<T>(path: string | null, live = true): Answered<T> {
  const { client, news } = useSession()
  const [kept, setKept] = useState<{ path: string; answer: T } | null>(null)
  const [refusal, setRefusal] = useState<Refused | null>(null)
  const [asked, setAsked] = useState(0)
  const heard = live ? news : 0

  useEffect(() => {
    if (path === null) return
    const leave = new AbortController()
    client.get<T>(path, leave.signal).then(
      (answer) => {
        setKept({ path, answer })
        setRefusal(null)
      },
      (error) => error instanceof Refused && setRefusal(error),
    )
    return () => leave.abort()
  }, [client, path, heard, asked])

  const reload = useCallback(() => setAsked((times) => times + 1), [])
  return { answer: kept?.path === path ? kept.answer : null, refusal, reload }
}
