/**
 * What a mail looks like apart from its words: header shape, HTML, attachments, lengths. Only presence and
 * buckets, never a value that names a date, a host on the way, a verdict of another filter or the recipient.
 *
 * A header's absence speaks only in mail that came by a transport (it has a Received field): pre-processed mail
 * without headers must not be told by that.
 */
import type { Mail } from '../types.js'

type Add = (name: string) => void

const EXPECTED = ['message-id', 'date', 'to', 'mime-version']
const TELLING = [
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'in-reply-to',
  'references',
  'sender',
]

/** 0, 1, 2, 4, 8, … : the power of two not above `count`. */
function bucket(count: number): number {
  return count < 1 ? 0 : 2 ** Math.floor(Math.log2(count))
}

function headerShape(mail: Mail, add: Add): void {
  const values = new Map(mail.headers.map(({ name, value }) => [name, value]))
  if (!values.has('received')) return
  for (const name of EXPECTED) if (!values.has(name)) add(`no ${name}`)
  for (const name of TELLING) if (values.has(name)) add(`has ${name}`)
  const precedence = values.get('precedence')?.trim().toLowerCase()
  if (precedence && /^(bulk|list|junk)$/.test(precedence)) add(`precedence ${precedence}`)
  if (/^[12]\b|high|urgent/i.test(values.get('x-priority') ?? values.get('importance') ?? ''))
    add('high priority')
  const auto = values.get('auto-submitted')?.trim().toLowerCase()
  if (auto && auto !== 'no') add('auto-submitted')
  if (mail.from && mail.from.name === '') add('from without a name')
  if (/^re:/i.test(mail.subject) && !values.has('in-reply-to') && !values.has('references'))
    add('re: without a reference')
}

function htmlShape(mail: Mail, add: Add): void {
  const { html } = mail
  if (html.length === 0) return
  add('html')
  add(`html images ${bucket(html.images)}`)
  add(`html links ${bucket(html.links)}`)
  if (html.forms > 0) add('html form')
  if (html.scripts > 0) add('html script')
  if (html.hidden > 0) add(`html hidden text ${bucket(html.hidden / 16)}`)
  add(`html markup per text ${bucket(html.length / (mail.body.length + 1))}`)
  if (html.images > 0 && mail.body.trim().length < 64) add('html image only')
}

function attachmentShape(mail: Mail, add: Add): void {
  for (const attachment of mail.attachments) {
    add(`attachment ${attachment.contentType.toLowerCase()}`)
    const extension = attachment.filename.toLowerCase().match(/\.([a-z0-9]{1,5})$/)?.[1]
    if (extension) add(`attachment .${extension}`)
    if (/\.[a-z0-9]{2,4}\s*\.[a-z0-9]{2,4}$/i.test(attachment.filename)) add('attachment with two extensions')
  }
  if (mail.attachments.length > 0) add(`attachments ${bucket(mail.attachments.length)}`)
}

function textShape(mail: Mail, add: Add): void {
  const text = `${mail.subject}\n${mail.body}`
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0
  const per = (pattern: RegExp) => bucket((2048 * (text.match(pattern)?.length ?? 0)) / (text.length + 256))
  add(`length ${bucket(mail.body.trim().length)}`)
  // No capital at all is how some corpora were prepared, and says nothing of a mail.
  if (capitals > 1 && letters > 0) add(`capitals ${bucket((64 * capitals) / letters)}/64`)
  add(`exclamation marks ${per(/!/g)}`)
  add(`currency signs ${per(/[$€£¥₹]/g)}`)
  if (mail.links.length > 0) add(`links ${bucket(mail.links.length)}`)
  if (mail.subject.trim() === '') add('no subject')
  else if (capitals > 1 && /\p{Lu}/u.test(mail.subject) && !/\p{Ll}/u.test(mail.subject))
    add('subject in capitals')
}

/** Calls `add` with the name of every shape feature of the mail. */
export function shapeFeatures(mail: Mail, add: Add): void {
  headerShape(mail, add)
  htmlShape(mail, add)
  attachmentShape(mail, add)
  textShape(mail, add)
}
