/**
 * What a mail server found out about the sender: SPF, DKIM and DMARC, as its Authentication-Results field says (RFC 8601).
 *
 * Anybody can write that field. It counts only where it names a server that the administrator trusts, which has to remove
 * such fields from mail that comes in with its name on them (RFC 8601, section 5).
 */
import type { Mail } from '../types.js'
import { parentDomain } from './identity.js'

const RESULT = /(?:^|[\s;])(spf|dkim|dmarc|arc)\s*=\s*([a-z]+)([^;]*)/g
const SIGNER = /header\.[di]\s*=\s*(?:[^\s;@]*@)?([a-z0-9.-]+)/

/**
 * Calls `add` with each result, `spf fail`, and with who signed, `dkim pass of example.com`.
 * @param trusted authserv-ids, in lower case
 */
export function authenticationFeatures(
  mail: Mail,
  trusted: readonly string[],
  add: (name: string) => void,
): void {
  for (const { name, value } of mail.headers) {
    if (name !== 'authentication-results') continue
    const said = value.toLowerCase().replace(/\([^()]*\)/g, ' ')
    const [server = ''] = said.trim().split(/[\s;]/)
    if (!trusted.includes(server)) continue
    for (const [, method, result, about] of said.matchAll(RESULT)) {
      add(`${method} ${result}`)
      const signer = about.match(SIGNER)?.[1]
      if (method === 'dkim' && signer) add(`dkim ${result} of ${parentDomain(signer)}`)
    }
  }
}
