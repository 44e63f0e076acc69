import { useEffect, useRef } from 'preact/hooks'
import { Notice } from './parts/notice.js'

export function SignIn({ sentence, signIn }: { sentence: string; signIn(key: string): void }) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const key = field.current?.value.trim()
    if (key) signIn(key)
  }
  return (
    <main class="narrow">
      <h1 class="wordmark">Hamlet</h1>
      <Notice sentence={sentence} />
      <form class="card" onSubmit={submit}>
        <h2>Sign in</h2>
        <label for="key">Key</label>
        <input
          id="key"
          ref={field}
          type="password"
          required
          autocomplete="current-password"
          spellcheck={false}
          aria-describedby="key-help"
        />
        <p id="key-help" class="small">
          An admin key sees everybody; a user key sees one user’s own page. Hamlet printed the admin key when
          it first started; <code>hamlet keys create --scope admin</code> makes another. The key stays in this
          tab and is forgotten when you close it.
        </p>
        <button type="submit" class="primary">
          Sign in
        </button>
      </form>
    </main>
  )
}
