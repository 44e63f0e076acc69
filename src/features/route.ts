/**
 * How a mail came: the hosts on its way, the programs that made it, the lists and addresses that it was sent to, the charset that its
 * readers read.
 *
 * In a corpus these say first of all whose mailbox it is, and a base that weighed them would learn that; so the base gives
 * them no weight (training/lexical-head.ts), but for what the handover says (handover.ts). A user's own marks may: all of that
 * user's mail came to one place, and what differs on the way tells the list, the colleague and the next mail of one sender.
 *
 * Dates and what other filters added say nothing here; of an id, who made it and in which form.
 */
import type { Mail } from '../types.js'
import { parentDomain } from './identity.js'
import { domainIn, type Hop, receiverOf } from './trace.js'

type Add = (name: string) => void

const MOST_RECIPIENTS = 6
const ADDRESS = /[^\s<>@,;:"()[\]]+@((?:[a-z0-9-]+\.)+[a-z]{2,})/g
/** Fields in which lists and bulk senders name themselves. */
const SENDERS = [
  ...['return-path', 'sender', 'errors-to'],
  ...['list-post', 'mailing-list', 'x-mailing-list', 'x-beenthere'],
]
const PROGRAMS = ['x-mailer', 'user-agent', 'x-newsreader', 'x-mimeole']
/** Fields that all mail has, and those that filters and mailboxes add. */
const UNTOLD = new RegExp(
  [
    '^(?:received|from|to|cc|subject|date|message-id|return-path|delivered-to)$',
    '^(?:mime-version|content-type|content-transfer-encoding|content-length|lines|status)$|^x-uid',
    'spam|virus|hamlet|scan|bogosity|crm114|phish|authentication-results',
  ].join('|'),
)

/** Calls `add` with the name of each feature of the mail's way. Mail that came by no transport has none. */
export function routeFeatures(mail: Mail, hops: readonly Hop[], add: Add): void {
  if (hops.length === 0) return
  // What all of a user's mail has in common tells none of it from another.
  const own = receiverOf(hops)
  add(`hops ${hops.length}`)
  for (const hop of hops) hopFeatures(hop, own, add)
  const fields = new Map(mail.headers.map(({ name, value }) => [name, value.toLowerCase()]))
  for (const name of fields.keys()) if (!UNTOLD.test(name)) add(`header ${name}`)
  for (const name of SENDERS) addressFeatures('sent by', fields.get(name) ?? '', own, add)
  for (const name of PROGRAMS) programFeatures(fields.get(name) ?? '', add)
  messageIdFeatures(fields.get('message-id') ?? '', own, add)
  partFeatures(fields, add)
  for (const charset of mail.charsets) add(`charset ${charset.toLowerCase()}`)
  add(`recipients ${mail.to.length < 4 ? mail.to.length : 'many'}`)
  for (const { address } of mail.to.slice(0, MOST_RECIPIENTS))
    addressFeatures('to', address.toLowerCase(), own, add)
}

function hopFeatures({ helo, name, ip, by, program, protocol }: Hop, own: string | null, add: Add): void {
  for (const host of [helo, name, by]) {
    if (host === null) continue
    const parent = parentDomain(host)
    if (parent === own) continue
    add(`via ${parent}`)
    if (host !== parent) add(`via ${host}`)
  }
  if (ip !== null) {
    const [a, b, c] = ip.split('.')
    add(`via network ${a}.${b}`)
    add(`via network ${a}.${b}.${c}`)
  }
  if (protocol !== null) add(`with ${protocol}`)
  if (program !== null && by !== null && parentDomain(by) !== own) add(`by ${program.slice(0, 40)}`)
}

function addressFeatures(kind: string, value: string, own: string | null, add: Add): void {
  for (const [address, domain] of value.matchAll(ADDRESS)) {
    const parent = parentDomain(domain)
    add(`${kind} ${address}`)
    if (parent !== own) add(`${kind} ${parent}`)
  }
}

/** `Microsoft Outlook Express 6.00.2900` by its name, and with its version. */
function programFeatures(value: string, add: Add): void {
  const words = value.match(/[a-z]{2,}|\d+/g) ?? []
  const name = words.filter((word) => !/^\d/.test(word)).slice(0, 4)
  if (name.length > 0) add(`program ${name.join(' ')}`)
  if (words.length > 1) add(`program ${words.slice(0, 6).join(' ')}`)
}

/** Programs write ids each in their own way: letters are `a`, digits `9`, both together `x`. */
function messageIdFeatures(value: string, own: string | null, add: Add): void {
  const local = value.match(/<([^>@]*)@/)?.[1]
  const kindOf = (run: string) => (/^\d+$/.test(run) ? '9' : /^[a-z]+$/.test(run) ? 'a' : 'x')
  if (local) add(`message-id ${local.replace(/[a-z0-9]+/g, kindOf).slice(0, 24)}`)
  const parent = domainIn(value)
  if (parent !== null) add(parent === own ? 'message-id of the receiver' : `message-id at ${parent}`)
}

function partFeatures(fields: ReadonlyMap<string, string>, add: Add): void {
  const type = fields.get('content-type') ?? ''
  const kind = type.match(/^[a-z]+\/[a-z.+-]+/)?.[0]
  if (kind) add(`body ${kind}`)
  const boundary = type.match(/boundary="?([^";]+)/)?.[1]
  if (boundary) add(`boundary ${boundary.replace(/[a-z0-9]{4,}/g, 'x').slice(0, 30)}`)
  const encoding = fields.get('content-transfer-encoding')
  if (encoding) add(`encoding ${encoding.slice(0, 20)}`)
}
