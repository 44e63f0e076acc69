import { type EmailAddress, type ParsedMail, simpleParser } from 'mailparser'
import { BadInput } from '../errors.js'
import type { Address, Attachment, Mail } from '../types.js'
import { readBody } from './body.js'
import { charsetsOf, fieldText } from './charset.js'
import { guarded, MAX_PARTS, withFewerParts, withoutStructure } from './guard.js'
import { type Field, type Head, readHead } from './head.js'
import { messageId } from './id.js'

/**
 * Body bytes and lines that are parsed; what follows is left out, most often the rest of a large attachment, whose size
 * is then that of what was read. A megabyte of base64 takes mailparser about 30 ms and a short line 1 µs, lines that
 * resemble boundaries more: this keeps any mail well under a second.
 */
export const MAX_BODY_BYTES = 4 * 1024 * 1024
export const MAX_BODY_LINES = 60_000

/** mailparser's conversions are off: html.ts reads HTML better and with limits. */
const OPTIONS = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  keepCidLinks: true,
  checksumAlgo: false,
  ignoreEmbedded: true,
  maxChildNodes: MAX_PARTS,
} as const

/**
 * Reads a raw message. Whatever is remotely a mail is read as well as it can be and never refused: a bare `Subject:`
 * line with a body, a torn multipart, an unknown charset. Of a mail that only carries others the first of these is read, which mail
 * programs show in its place.
 *
 * @throws BadInput 400 `empty` when there is nothing, 422 `not-mail` when it has no header field at all.
 */
export async function parse(raw: Buffer): Promise<Mail> {
  const mail = await parseAlone(raw)
  if (mail.body.trim() !== '' || mail.forwarded.length === 0) return mail
  const inner = await parseAlone(mail.forwarded[0]).catch((error) => {
    if (error instanceof BadInput) return null
    throw error
  })
  if (inner === null) return mail
  const { subject, body, links, html } = inner
  return { ...mail, isWrapper: true, body: `${subject}\n${body}`, links, html }
}

async function parseAlone(raw: Buffer): Promise<Mail> {
  const head = readHead(raw)
  check(raw, head)
  const body = cut(raw.subarray(head.body, head.body + MAX_BODY_BYTES))
  const parsed = await read(head.fields, body)
  return toMail(head.fields, body, parsed, messageId(raw))
}

function check(raw: Buffer, head: Head): void {
  if (raw.length === 0) {
    throw new BadInput('The message is empty: send the raw mail, header and body.', 400, 'empty')
  }
  if (head.fields.length === 0) {
    throw new BadInput(
      'This is not a mail: it has no header field such as "Subject:". Send the raw message as it was received.',
      422,
      'not-mail',
    )
  }
}

function cut(body: Buffer): Buffer {
  let end = 0
  for (let lines = 0; lines < MAX_BODY_LINES; lines++) {
    end = body.indexOf('\n', end) + 1
    if (end === 0) return body
  }
  return body.subarray(0, end)
}

/** Tries the message whole, then with fewer parts, then as one plain text. */
async function read(fields: Field[], body: Buffer): Promise<ParsedMail> {
  for (const prepare of [guarded, withFewerParts]) {
    try {
      return await simpleParser(prepare(fields, body), OPTIONS)
    } catch {}
  }
  return await simpleParser(withoutStructure(fields, body), OPTIONS)
}

function toMail(fields: Field[], rawBody: Buffer, parsed: ParsedMail, id: string): Mail {
  const first = (name: string) => fields.find((field) => field.name.toLowerCase() === name)?.value ?? ''
  const body = readBody({
    plain: parsed.text ?? '',
    html: parsed.html || '',
    alternative: !/^multipart\/mixed/i.test(first('content-type')),
    attached: parsed.attachments,
  })
  return {
    id,
    from: addresses(parsed.from)[0] ?? null,
    replyTo: addresses(parsed.replyTo)[0] ?? null,
    to: [...addresses(parsed.to), ...addresses(parsed.cc)],
    subject: withoutNul(parsed.subject ?? ''),
    messageId: parsed.messageId ?? null,
    date: toDate(first('date')),
    body: withoutNul(body.text),
    links: body.links,
    attachments: parsed.attachments.map(toAttachment),
    html: body.html,
    headers: fields.map(({ name, value }) => ({ name: name.toLowerCase(), value: fieldText(value) })),
    charsets: charsetsOf(fields, rawBody),
    forwarded: parsed.attachments.filter(isMail).map(({ content }) => content),
  }
}

function addresses(field: ParsedMail['to'] | undefined): Address[] {
  return [field ?? []].flat().flatMap(({ value }) => value.flatMap(toAddresses))
}

function toAddresses(mailbox: EmailAddress): Address[] {
  if (mailbox.group) return mailbox.group.flatMap(toAddresses)
  const address = withoutNul(mailbox.address ?? '')
  const at = address.lastIndexOf('@')
  return [
    { name: withoutNul(mailbox.name), address, domain: at < 0 ? '' : address.slice(at + 1).toLowerCase() },
  ]
}

function toAttachment(part: ParsedMail['attachments'][number]): Attachment {
  return {
    filename: withoutNul(part.filename ?? ''),
    // mailparser says false for a Content-Type that it cannot read.
    contentType: withoutNul(part.contentType || '') || 'application/octet-stream',
    size: part.content.length,
  }
}

/** A mail that was forwarded as an attachment; some programs send it as a mere file. */
function isMail({ contentType, filename }: ParsedMail['attachments'][number]): boolean {
  return contentType === 'message/rfc822' || /\.eml$/i.test(filename ?? '')
}

/** null for a missing or unreadable date, of which mailparser would say "now". */
function toDate(value: string): Date | null {
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? null : date
}

function withoutNul(text: string): string {
  return text.replaceAll('\0', '')
}
