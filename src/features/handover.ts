/**
 * Whether a mail was handed over in order: what the host that the receiving side took it from is and calls itself, against the
 * sender, the return path and the message's id, and whether its date fits (clock.ts).
 *
 * Honest mail, a shop's newsletter as well as a colleague's letter, mostly comes from a host that greets by its name, with an id of
 * the sender's domain, dated when it was sent; a third of the spam comes from home lines. No host is named here, so unlike the way
 * itself (route.ts) this says the same in every mailbox, and the base weighs it. Fields below the first foreign hop can be
 * forged and are not looked at. An id of the receiver's domain or of none is left out: much honest mail of 2002 has such.
 */
import type { Mail } from '../types.js'
import { CLOCKS, type Clock, clockOf } from './clock.js'
import { parentDomain } from './identity.js'
import { domainIn, type Hop, receiverOf } from './trace.js'

type Handover = (typeof HANDOVERS)[number]

/** Names that providers give to their customers' lines: the address in it, or a word for the kind of line and a number. */
const HOME_LINE = /\d+[-.x]\d+[-.x]\d+|(?:dsl|dial|dyn|pool|cable|ppp|dhcp|client|user|host)[\w-]*\d/

/** The sender gave a password (RFC 3848): a colleague's home line is as good as any host. */
const AUTHENTICATED = /^(?:e?smtp|utf8smtp|lmtp)s?a$/

export const HANDOVERS = [
  'handed over by a host of the return path',
  'handed over by a home line',
  'handed over without a proper greeting',
  'greeting in the name of the sender',
  'greeting in the name of another',
  'sender in the name of the receiver',
  'message-id of the sender',
  'message-id of the host',
  'handed over in order',
  ...CLOCKS,
] as const

/** The domains, as far as they can be bought, that a mail names; null where it names none. */
interface Sides {
  receiver: string | null
  sender: string | null
  returnPath: string | null
  messageId: string | null
  /** The handing host's, by its address, and as it calls itself. */
  host: string | null
  helo: string | null
}

/**
 * Calls `add` with the names of what the handover says. Mail that no foreign host handed over, or one that is trusted, says nothing.
 * @param hops the mail's
 */
export function handoverFeatures(mail: Mail, hops: readonly Hop[], add: (name: Handover) => void): void {
  const receiver = receiverOf(hops)
  const hop = foreignHop(hops, receiver)
  if (hop === null || AUTHENTICATED.test(hop.protocol ?? '')) return
  const sides: Sides = {
    receiver,
    sender: mail.from?.domain ? parentDomain(mail.from.domain) : null,
    returnPath: domainIn(fieldOf(mail, 'return-path')),
    messageId: domainIn(fieldOf(mail, 'message-id')),
    host: hop.name && parentDomain(hop.name),
    helo: hop.helo && parentDomain(hop.helo),
  }
  const clock = clockOf(mail, hop.at)
  for (const name of hostFeatures(hop, sides)) add(name)
  for (const name of senderFeatures(sides, clock)) add(name)
  if (clock !== null && clock !== 'dated in time') add(clock)
}

/** The nearest hop on which a host of another domain than the receiver's handed the mail over from a public address. */
function foreignHop(hops: readonly Hop[], receiver: string | null): Hop | null {
  return (
    hops.find(({ isPublic, name }) => isPublic && (name === null || parentDomain(name) !== receiver)) ?? null
  )
}

/** A host whose name was not written down says nothing by it: many receivers write none. */
function* hostFeatures({ name }: Hop, { sender, returnPath, host, helo }: Sides): Generator<Handover> {
  if (host !== null && host !== sender) {
    if (host === returnPath) yield 'handed over by a host of the return path'
    else if (HOME_LINE.test(name ?? '')) yield 'handed over by a home line'
  }
  if (helo === null) yield 'handed over without a proper greeting'
  else if (host !== null && helo !== host)
    yield helo === sender ? 'greeting in the name of the sender' : 'greeting in the name of another'
}

function* senderFeatures(sides: Sides, clock: Clock | null): Generator<Handover> {
  const { receiver, sender, messageId, host, helo } = sides
  if (sender !== null && sender === receiver) yield 'sender in the name of the receiver'
  if (messageId === null) return
  if (messageId === sender) {
    yield 'message-id of the sender'
    if (helo !== null && helo === host && clock === 'dated in time') yield 'handed over in order'
  } else if (messageId !== receiver && (messageId === host || messageId === helo))
    yield 'message-id of the host'
}

function fieldOf(mail: Mail, field: string): string {
  return mail.headers.find(({ name }) => name === field)?.value ?? ''
}
