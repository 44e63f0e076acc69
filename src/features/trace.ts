/** What the Received fields of a mail say, read leniently: `from HELO (NAME [IP]) by HOST (PROGRAM) with PROTOCOL id ID; DATE`. */
import type { Mail } from '../types.js'
import { parentDomain } from './identity.js'

/** One host handing the mail to the next. All in lower case; null for what the field does not say. */
export interface Hop {
  /** What the sending host called itself. */
  helo: string | null
  /** Its name by its address. */
  name: string | null
  /** Its IPv4 address, unless it is a private one. */
  ip: string | null
  /** Whether its address, of whichever version, is known and not a private one. */
  isPublic: boolean
  /** The host that took the mail. */
  by: string | null
  program: string | null
  protocol: string | null
  /** When it was taken, in milliseconds since 1970. */
  at: number | null
}

/** Further hops say nothing that a feature needs. */
const MOST_HOPS = 8
const HOST = /^(?:[a-z0-9_-]+\.)+[a-z]{2,}$/
const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/
const IPV6 = /\[(?:ipv6:)?([0-9a-f]*:[0-9a-f:]+)/
const PRIVATE = /^(?:0|10|127|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\./
const PRIVATE_IPV6 = /^(?:::1?$|f[cd]|fe80)/
const FETCHED = /^(?:imap|pop)/
/** A time of day, and at last a zone. */
const DATED = /\d:\s?\d.*(?:[+-]\d{4}|\b(?:gmt|utc?|[ecmp][sd]t))$/i

/**
 * The hops by which a mail was delivered, the nearest first. Those by which a program fetched it from its reader's mailbox are none: they
 * are the same for all of the reader's mail. What a foreign host wrote below its own hop cannot pass for a fetch.
 */
export function hopsOf(mail: Mail): Hop[] {
  const fields = mail.headers.filter(({ name }) => name === 'received')
  const hops = fields.slice(0, MOST_HOPS).map(({ value }) => hopOf(value.toLowerCase()))
  const fetched = hops.findIndex(({ protocol }) => FETCHED.test(protocol ?? ''))
  return hops.slice(0, fetched).some(({ isPublic }) => isPublic) ? hops : hops.slice(fetched + 1)
}

/** The domain that took the mail, by its nearest host; null where no hop says. */
export function receiverOf(hops: readonly Hop[]): string | null {
  return hops[0]?.by ? parentDomain(hops[0].by) : null
}

/** The domain in the first address or id of a field, as far as it can be bought; null where it names none. */
export function domainIn(value: string): string | null {
  const domain = value.toLowerCase().match(/@((?:[a-z0-9_-]+\.)+[a-z]{2,})/)?.[1]
  return domain === undefined ? null : parentDomain(domain)
}

/** Milliseconds since 1970 of a date as mail writes it; null where it is none or does not say its zone. */
export function timeOf(date: string): number | null {
  const bare = date.replace(/\([^()]*\)/g, '').trim()
  const time = DATED.test(bare) ? Date.parse(bare) : Number.NaN
  return Number.isNaN(time) ? null : time
}

function hopOf(value: string): Hop {
  const [, from = ''] = value.match(/^from (.*?)(?:\sby\s|$)/) ?? []
  const [helo = '', ...comment] = from.split(/\s+/)
  const said = comment.join(' ')
  const ipv4 = (said.match(IPV4) ?? helo.match(IPV4))?.[0] ?? null
  const ip = ipv4 !== null && PRIVATE.test(ipv4) ? null : ipv4
  const ipv6 = from.match(IPV6)?.[1]
  const [, by, program] = value.match(/\bby\s+([^\s(;]+)(?:\s+\(([^()]*)\))?/) ?? []
  return {
    helo: hostOf(helo),
    name: said.match(/[a-z0-9_.-]+/g)?.find((word) => HOST.test(word)) ?? null,
    ip,
    isPublic: ipv4 === null ? ipv6 !== undefined && !PRIVATE_IPV6.test(ipv6) : ip !== null,
    by: hostOf(by ?? ''),
    program: program ?? null,
    protocol: value.match(/\bwith\s+([a-z0-9]+)/)?.[1] ?? null,
    at: timeOf(value.slice(value.lastIndexOf(';') + 1)),
  }
}

function hostOf(word: string): string | null {
  return HOST.test(word) ? word : null
}
