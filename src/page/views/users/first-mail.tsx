/** What to do on an empty installation: a line for the shell that works when it is pasted. */
import { useState } from 'preact/hooks'
import { storedKey } from '../../api/stored-key.js'
import { firstMailLine } from './first-mail-line.js'

export function FirstMail({ reload }: { reload(): void }) {
  const [copied, setCopied] = useState(false)
  const line = firstMailLine(new URL('v1/score', location.href.split('#')[0]).href, storedKey.get() ?? 'KEY')
  return (
    <section class="card wide">
      <h1>No mail yet</h1>
      <p>
        Paste this into a shell to score a first one. It holds the key that you signed in with: for a mail
        server, make a key that may do nothing but score, <code>hamlet keys create --scope hook</code>.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the line scrolls, so it must be reachable by keyboard. */}
      <pre id="curl" tabIndex={0}>
        {line}
      </pre>
      <p class="small">
        The answer is a verdict with its reasons. A user is made when their first mail comes; this page shows
        them as soon as it does.
      </p>
      <div class="actions">
        <button
          type="button"
          class="primary"
          onClick={() => navigator.clipboard.writeText(line).then(() => setCopied(true))}
        >
          {copied ? 'Copied' : 'Copy the line'}
        </button>
        <button type="button" class="quiet" onClick={reload}>
          Look again
        </button>
      </div>
    </section>
  )
}
