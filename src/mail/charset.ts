import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import type { Field } from './head.js'

const DECLARED = /charset\s{0,5}=\s{0,5}"?(?!us-ascii)/i
const DECLARED_BY_PART =
  /^content-type:[^\n]{0,200}(?:\n[ \t][^\n]{0,200}){0,5}?charset\s?=\s?"?(?!us-ascii)/im
const NAMED_BY_HTML = /<meta[^<>]{0,200}\bcharset\s?=\s?["']?([\w-]{2,40})/i
const PARAMETER = /\bcharset\s{0,5}=\s{0,5}(?:3D)?"?([\w.:-]{2,40})/gi
const ENCODED_WORD = /=\?([\w.:-]{2,40})\?[bq]\?/gi
/** How much of a body is searched for charset names, and how many are kept. */
const SEARCHED_BYTES = 200_000
const MAX_CHARSETS = 20

/** Header bytes as text: UTF-8 where they are UTF-8, else Windows-1252, as mail programs guess. */
export function fieldText(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value
  return bytesText(Buffer.from(value, 'latin1'))
}

/** Bytes of an unknown charset as text. */
export function bytesText(bytes: Buffer, charset?: string): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : decoder(charset).decode(bytes)
}

/**
 * A body with 8-bit bytes that are not UTF-8, in a mail whose parts declare no charset but US-ASCII, is read in the
 * charset that its HTML names, else in Windows-1252, and returned as UTF-8. Any other body is returned as it is.
 */
export function toUtf8(fields: Field[], body: Buffer): Buffer {
  if (isUtf8(body)) return body
  const text = body.toString('latin1')
  if (fields.some(({ value }) => DECLARED.test(value)) || DECLARED_BY_PART.test(text)) return body
  return Buffer.from(decoder(NAMED_BY_HTML.exec(text)?.[1]).decode(body))
}

/** Charsets that a mail names, in its MIME fields, its encoded words and its HTML: lower case, distinct. */
export function charsetsOf(fields: Field[], body: Buffer): string[] {
  const found = new Set<string>()
  const texts = [...fields.map(({ value }) => value), body.toString('latin1', 0, SEARCHED_BYTES)]
  for (const text of texts) {
    for (const [, name] of text.matchAll(PARAMETER)) found.add(name.toLowerCase())
  }
  for (const { value } of fields) {
    for (const [, name] of value.matchAll(ENCODED_WORD)) found.add(name.toLowerCase())
  }
  return [...found].slice(0, MAX_CHARSETS)
}

function decoder(charset = 'windows-1252'): TextDecoder {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder('windows-1252')
  }
}
