/**
 * Who a mail claims to come from, and where it wants to lead: the features of the identity block, by name. Each names somebody; what
 * says the same of many senders is of the mail's shape (consistency.ts).
 */
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

/** The hosts that a mail's links lead to, in their order. */
export function linkHosts(mail: Mail): string[] {
  const hosts = new Set(mail.links.map(({ host }) => host).filter((host) => host !== ''))
  return [...hosts].slice(0, MOST_HOSTS)
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
  if (replyTo?.domain && parentDomain(replyTo.domain) !== parent) {
    add(`reply-to domain ${parentDomain(replyTo.domain)}`)
  }
}

function linkFeatures(mail: Mail, add: (name: string) => void): void {
  for (const host of linkHosts(mail)) {
    const parent = parentDomain(host)
    add(`link domain ${parent}`)
    if (host !== parent && !IPV4.test(host)) add(`link host ${host}`)
  }
}

/** Calls `add` with the name of every identity feature of the mail. The recipient is none. */
export function identityFeatures(mail: Mail, add: (name: string) => void): void {
  senderFeatures(mail, add)
  linkFeatures(mail, add)
  const list = mail.headers.find((header) => header.name === 'list-id')?.value.match(/<([^>]+)>/)?.[1]
  if (list) add(`list ${list.toLowerCase()}`)
}
