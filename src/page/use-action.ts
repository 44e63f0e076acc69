/** Something that a click does: one at a time, with what was refused. */
import { useState } from 'preact/hooks'
import { Refused } from './api/client.js'

export interface Action {
  busy: boolean
  refusal: Refused | null
  /** Does it unless it is being done; what is refused is kept for the reader. */
  run(act: () => Promise<void>): void
}

export function useAction(): Action {
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refused | null>(null)
  const run = (act: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    act()
      .then(
        () => setRefusal(null),
        (error) => {
          if (!(error instanceof Refused)) throw error
          setRefusal(error)
        },
      )
      .finally(() => setBusy(false))
  }
  return { busy, refusal, run }
}
