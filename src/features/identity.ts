/** Who a mail claims to come from, and where it wants to lead: the features of the identity block, by name. */
import type { Mail } from '../types.js'
import { plain } from './disguise.js'

/** Second-level labels under which registries sell names (`example.co.uk`); a full public-suffix list would go stale. */
const REGISTRY_LABELS = new Set([
  'ac',
  'co',
  'com',
  'edu',
  'gob',
  'gov',
  'gouv',
  'mil',
  'ne',
  'net',
  'nom',
  'or',
  'org',
])
const DOMAIN = /\b(?:[a-z0-9-]+\.)+(?:com|net|org|edu|gov|info|biz|[a-z]{2})\b/g
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/
/** Hosts beyond these are a newsletter's long tail. */
const MOST_HOSTS = 24

/** The part of a host that was bought: `a.b.example.co.uk` → `example.co.uk`. IP addresses are one class. */
export function parentDomain(host: string): string {
  if (IPV4.test(host)) return 'an ip address'
  const labels = host.replace(/\.$/, '').split('.')
  const second = labels.at(-2) ?? ''
  const keep = (labels.at(-1) ?? '').length === 2 && REGISTRY_LABELS.has(second) ? 3 : 2
  return labels.slice(-keep).join('.')
}

/** Domains that a text names, as their parents. */
function domainsIn(text: string): string[] {
  return [...text.toLowerCase().matchAll(DOMAIN)].map(([domain]) => parentDomain(domain))
}

function senderFeatures(mail: Mail, add: (name: string) => void): void {
  const { from, replyTo } = mail
  if (!from) return
  const parent = parentDomain(from.domain)
  add(`from ${from.address.toLowerCase()}`)
  if (from.domain) add(`from host ${from.domain}`)
  if (from.domain) add(`from domain ${parent}`)
  const words = plain(from.name).match(/[\p{L}\d]+/gu) ?? []
  for (const word of words.slice(0, 8)) add(`from name ${word}`)
  if (words.length > 1) add(`from name ${words.join(' ')}`)
  for (const domain of domainsIn(from.name)) {
    add(domain === parent ? 'from name has the own domain' : 'from name has another domain')
  }
  if (replyTo?.domain) {
    const same = parentDomain(replyTo.domain) === parent
    add(same ? 'reply-to same domain' : 'reply-to another domain')
    if (!same) add(`reply-to domain ${parentDomain(replyTo.domain)}`)
  }
}

function linkFeatures(mail: Mail, add: (name: string) => void): void {
  const own = mail.from?.domain ? parentDomain(mail.from.domain) : null
  const hosts = new Set(mail.links.map((link) => link.host).filter((host) => host !== ''))
  for (const host of [...hosts].slice(0, MOST_HOSTS)) {
    const parent = parentDomain(host)
    add(`link domain ${parent}`)
    if (host !== parent && !IPV4.test(host)) add(`link host ${host}`)
    add(`link ends in ${parent.split('.').at(-1)}`)
    if (host.startsWith('xn--') || host.includes('.xn--')) add('link host is punycode')
  }
  if (own && hosts.size > 0) {
    add(
      [...hosts].some((host) => parentDomain(host) === own)
        ? 'link to the own domain'
        : 'links to other domains only',
    )
  }
  const lies = mail.links.some((link) => {
    const shown = domainsIn(link.text)
    return link.host !== '' && shown.length > 0 && !shown.includes(parentDomain(link.host))
  })
  if (lies) add('link text shows another domain')
}

/** Calls `add` with the name of every identity feature of the mail. The recipient is none. */
export function identityFeatures(mail: Mail, add: (name: string) => void): void {
  senderFeatures(mail, add)
  linkFeatures(mail, add)
  const list = mail.headers.find((header) => header.name === 'list-id')?.value.match(/<([^>]+)>/)?.[1]
  if (list) add(`list ${list.toLowerCase()}`)
}
