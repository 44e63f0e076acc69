import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { type EmailAddress, type ParsedMail, simpleParser } from 'mailparser'
import { BadInput } from '../errors.js'
import type { Address, Attachment, Mail } from '../types.js'
import { type Field, fieldText, type Head, MAX_FIELDS, readHead } from './head.js'
import { readHtml } from './html.js'
import { messageId } from './id.js'
import { linksInText } from './links.js'

/** Body bytes that are parsed; what follows (the rest of an attachment) is left out. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024
/** MIME parts; mailsplit's own limit is 1000, and its cost grows with the square of their depth. */
export const MAX_PARTS = 200
/** Plain text beyond this is not kept. */
export const MAX_TEXT_CHARACTERS = 500_000
/** Lines of a plain part that are compared with the HTML beside it. */
const MAX_ADDED_LINES = 200
/** When the structure is broken beyond reading, this much of the body is read as plain text. */
const SALVAGED_BYTES = 256 * 1024

const DECLARED = /charset\s{0,5}=\s{0,5}"?(?!us-ascii)/i
const DECLARED_BY_PART =
  /^content-type:[^\n]{0,200}(?:\n[ \t][^\n]{0,200}){0,5}?charset\s?=\s?"?(?!us-ascii)/im
const STRUCTURE = /^(?:content-|mime-version)/i

/**
 * Reads a raw message. Whatever is remotely a mail is read as well as it can be: never throws for it.
 *
 * @throws BadInput 400 `empty` when there is nothing, 422 `not-mail` when it has no header field at all.
 */
export async function parse(raw: Buffer): Promise<Mail> {
  const head = readHead(raw)
  check(raw, head)
  const body = raw.subarray(head.body, head.body + MAX_BODY_BYTES)
  const parsed = await read(head.fields, body)
  return toMail(raw, head.fields, parsed)
}

function check(raw: Buffer, head: Head): void {
  if (raw.length === 0) {
    throw new BadInput(
      'The message is empty: send the raw mail, header and body, as the request body.',
      400,
      'empty',
    )
  }
  if (head.fields.length === 0) {
    throw new BadInput(
      'This is not a mail: it has no header field such as "Subject:" or "From:". Send the raw message as it was received.',
      422,
      'not-mail',
    )
  }
}

/** mailparser on what the guards let through; a body whose structure it refuses is read as plain text. */
async function read(fields: Field[], body: Buffer): Promise<ParsedMail> {
  try {
    return await run(fields, body)
  } catch {
    const plain = fields.filter((field) => !STRUCTURE.test(field.name))
    return await run(plain, body.subarray(0, SALVAGED_BYTES))
  }
}

function run(fields: Field[], body: Buffer): Promise<ParsedMail> {
  const head = fields.map(({ name, value }) => `${name}: ${fieldText(value).replace(/\0/g, '')}\r\n`).join('')
  const raw = Buffer.concat([Buffer.from(`${head}\r\n`), asUtf8(fields, body)])
  return simpleParser(raw, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
    keepCidLinks: true,
    checksumAlgo: false,
    ignoreEmbedded: true,
    maxChildNodes: MAX_PARTS,
  } as Parameters<typeof simpleParser>[1])
}

/**
 * A body with 8-bit bytes that are not UTF-8, in a mail whose parts declare no charset but US-ASCII: read in the
 * charset that its HTML names, else in Windows-1252, as mail programs guess.
 */
function asUtf8(fields: Field[], body: Buffer): Buffer {
  if (isUtf8(body)) return body
  const text = body.toString('latin1')
  if (fields.some(({ value }) => DECLARED.test(value)) || DECLARED_BY_PART.test(text)) return body
  const named = /<meta[^<>]{0,200}\bcharset\s?=\s?["']?([\w-]{2,40})/i.exec(text)?.[1]
  return Buffer.from(decoder(named).decode(body))
}

function decoder(charset = 'windows-1252'): TextDecoder {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder('windows-1252')
  }
}

function toMail(raw: Buffer, fields: Field[], parsed: ParsedMail): Mail {
  const html = parsed.html ? readHtml(parsed.html) : null
  const text = clean(parsed.text ?? '').slice(0, MAX_TEXT_CHARACTERS)
  const first = (name: string) => fields.find((field) => field.name.toLowerCase() === name)?.value
  const mixed = /^multipart\/mixed/i.test(first('content-type') ?? '')
  const body = html ? readable(html.text, text, mixed) : text
  return {
    id: messageId(raw),
    from: addresses(parsed.from)[0] ?? null,
    replyTo: addresses(parsed.replyTo)[0] ?? null,
    to: [...addresses(parsed.to), ...addresses(parsed.cc)],
    subject: clean(parsed.subject ?? ''),
    messageId: parsed.messageId ?? null,
    date: toDate(first('date')),
    body: clean(body),
    links: html ? [...html.links, ...linksInText(html.text)] : linksInText(text),
    attachments: parsed.attachments.map(toAttachment),
    html: html?.shape ?? { length: 0, images: 0, links: 0, forms: 0, scripts: 0, hidden: 0 },
    headers: fields
      .slice(0, MAX_FIELDS)
      .map(({ name, value }) => ({ name: name.toLowerCase(), value: fieldText(value) })),
    charsets: charsets(fields, raw),
    forwarded: parsed.attachments
      .filter(({ contentType }) => contentType === 'message/rfc822')
      .map(({ content }) => content),
  }
}

/**
 * The body of a mail with HTML: the HTML's text, which most readers see. Of a plain part that need not be its
 * alternative (a list's footer in a multipart/mixed) the lines that the HTML lacks follow.
 */
function readable(html: string, plain: string, mixed: boolean): string {
  if (html === '') return plain
  if (!mixed || plain === '') return html
  const known = letters(html)
  const added = plain.split('\n', MAX_ADDED_LINES).filter((line) => !known.includes(letters(line)))
  return [html, ...added].join('\n')
}

function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '')
}

function addresses(field: ParsedMail['to'] | undefined): Address[] {
  return [field ?? []].flat().flatMap(({ value }) => value.flatMap(toAddresses))
}

function toAddresses(mailbox: EmailAddress): Address[] {
  if (mailbox.group) return mailbox.group.flatMap(toAddresses)
  const address = clean(mailbox.address ?? '')
  return [
    { name: clean(mailbox.name), address, domain: address.slice(address.lastIndexOf('@') + 1).toLowerCase() },
  ]
}

function toAttachment(part: ParsedMail['attachments'][number]): Attachment {
  return { filename: clean(part.filename ?? ''), contentType: part.contentType, size: part.content.length }
}

/** null for a missing or unreadable date: mailparser would say "now". */
function toDate(value: string | undefined): Date | null {
  const date = new Date(value ?? '')
  return Number.isNaN(date.getTime()) ? null : date
}

function charsets(fields: Field[], raw: Buffer): string[] {
  const found = new Set<string>()
  const text = raw.toString('latin1', 0, 200_000)
  for (const [, name] of text.matchAll(/\bcharset\s{0,5}=\s{0,5}(?:3D)?"?([\w.:-]{2,40})/gi))
    found.add(name.toLowerCase())
  for (const { value } of fields) {
    for (const [, name] of value.matchAll(/=\?([\w.:-]{2,40})\?[bq]\?/gi)) found.add(name.toLowerCase())
  }
  return [...found].slice(0, 20)
}

function clean(text: string): string {
  return text.replace(/\0/g, '')
}
