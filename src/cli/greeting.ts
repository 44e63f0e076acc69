import { join } from 'node:path'
import { packageRoot } from '../config.js'

/** What is known when the service has started. The keys are there only when they were just made. */
export interface Greeting {
  url: string
  adminKey: string | null
  hookKey: string | null
}

/** A mail to try the service with: a phishing attempt. */
const SAMPLE = join(packageRoot, 'data', 'samples', 'demo', 'ben', '30-phish-mailbox.eml')

/** What `hamlet serve` says at its start. */
export function greetingLines({ url, adminKey, hookKey }: Greeting): string[] {
  const lines = [`Hamlet is ready. Dashboard: ${url}`]
  if (adminKey !== null) lines.push(`Admin key, shown this once: ${adminKey}`)
  if (hookKey === null) lines.push('A key to score mail with: hamlet keys create --scope hook')
  else lines.push('', 'Score a mail (the key may do nothing else):', curlLine(url, hookKey))
  return lines
}

/** A line for the shell that scores a mail of the samples. */
function curlLine(url: string, key: string): string {
  const headers = [`Authorization: Bearer ${key}`, 'X-Hamlet-User: me'].map((header) => `-H '${header}'`)
  return `curl ${headers.join(' ')} --data-binary @${quoted(SAMPLE)} ${url}v1/score`
}

/** A path as the shell reads it in one piece. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
