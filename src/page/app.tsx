/** Who is there: nobody (sign in), an administrator, or a user with a key for their own mail. */
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { ApiKey } from './api/answers.js'
import { createClient, Refused } from './api/client.js'
import { storedKey } from './api/stored-key.js'
import { Notice } from './parts/notice.js'
import { goTo, href, usePlace } from './route.js'
import { SessionContext } from './session.js'
import { Shell } from './shell.js'
import { SignIn } from './sign-in.js'
import { useLive } from './use-live.js'

/** A link for one user carries a key. It leaves the address bar before anything else happens. */
function takeKeyFromLink(): void {
  const [, key] = /^#\/own\?(?:.*&)?key=([^&]+)/.exec(location.hash) ?? []
  if (key === undefined) return
  storedKey.set(decodeURIComponent(key))
  history.replaceState(null, '', href(['own']))
}

takeKeyFromLink()

export function App() {
  const [key, setKey] = useState(storedKey.get())
  const [sentence, setSentence] = useState('')
  const signOut = useCallback((why = '') => {
    storedKey.forget()
    setKey(null)
    setSentence(why)
  }, [])
  const signIn = (entered: string) => {
    storedKey.set(entered)
    setKey(entered)
    setSentence('')
  }
  usePlace()
  useEffect(() => {
    const linked = () => {
      takeKeyFromLink()
      setKey(storedKey.get())
    }
    addEventListener('hashchange', linked)
    return () => removeEventListener('hashchange', linked)
  }, [])
  if (key === null) return <SignIn sentence={sentence} signIn={signIn} />
  return <SignedIn key={key} secret={key} signOut={signOut} />
}

function SignedIn({ secret, signOut }: { secret: string; signOut(sentence?: string): void }) {
  const client = useMemo(() => createClient(secret, (refusal) => signOut(refusal.message)), [secret, signOut])
  const [key, setKey] = useState<ApiKey | null>(null)
  const [refusal, setRefusal] = useState<Refused | null>(null)
  const [tries, setTries] = useState(0)
  // Another try asks anew.
  useEffect(() => {
    client.get<ApiKey>('v1/key').then(
      (known) => {
        if (known.scope === 'hook')
          return signOut('A hook key may only score mail: sign in with a user or an admin key.')
        if (known.scope === 'user' && !location.hash.startsWith('#/own')) goTo(href(['own']))
        setKey(known)
      },
      (error) => error instanceof Refused && setRefusal(error),
    )
  }, [client, signOut, tries])
  const live = useLive(client, key)
  const session = useMemo(() => key && { client, key, ...live }, [client, key, live])
  if (session) {
    return (
      <SessionContext.Provider value={session}>
        <Shell signOut={() => signOut()} />
      </SessionContext.Provider>
    )
  }
  if (!refusal) return null
  return (
    <main class="narrow">
      <Notice sentence={refusal.message} />
      <button type="button" onClick={() => setTries(tries + 1)}>
        Try again
      </button>
    </main>
  )
}
