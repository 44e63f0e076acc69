/**
 * Whether what a mail says of itself fits together: its sender's name and address, where answers go, and where its links lead. Nobody is
 * named here, so these belong to the shape: among the identities, a mark on one mail would reach every mail that links to its own
 * sender's domain as if it came from the same one.
 */
import type { Mail } from '../types.js'
import { linkHosts, parentDomain } from './identity.js'

/** Of a name or a link's text; the pattern may take the square of it. */
const MOST_TEXT = 500
const DOMAIN = /\b(?:[a-z0-9-]+\.)+(?:com|net|org|edu|gov|info|biz|[a-z]{2})\b/g

/** Calls `add` with the name of every such feature of the mail. */
export function consistencyFeatures(mail: Mail, add: (name: string) => void): void {
  const { from, replyTo } = mail
  const own = from?.domain ? parentDomain(from.domain) : null
  if (from) {
    for (const domain of domainsIn(from.name))
      add(domain === own ? 'from name has the own domain' : 'from name has another domain')
    if (replyTo?.domain)
      add(parentDomain(replyTo.domain) === own ? 'reply-to same domain' : 'reply-to another domain')
  }
  linkFeatures(mail, own, add)
}

function linkFeatures(mail: Mail, own: string | null, add: (name: string) => void): void {
  const hosts = linkHosts(mail)
  for (const host of hosts) {
    add(`link ends in ${parentDomain(host).split('.').at(-1)}`)
    if (host.startsWith('xn--') || host.includes('.xn--')) add('link host is punycode')
  }
  if (own && hosts.length > 0) {
    const isOwn = hosts.some((host) => parentDomain(host) === own)
    add(isOwn ? 'link to the own domain' : 'links to other domains only')
  }
  const lies = mail.links.some((link) => {
    const shown = domainsIn(link.text)
    return link.host !== '' && shown.length > 0 && !shown.includes(parentDomain(link.host))
  })
  if (lies) add('link text shows another domain')
}

/** Domains that the beginning of a text names, as their parents. */
function domainsIn(text: string): string[] {
  return [...text.slice(0, MOST_TEXT).toLowerCase().matchAll(DOMAIN)].map(([domain]) => parentDomain(domain))
}
