import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import type { Field } from './head.js'

const DECLARED_BY_PART =
  /^content-type:[^\n]{0,200}(?:\n[ \t][^\n]{0,200}){0,5}?\bcharset\s?=\s?"?([\w.:-]{2,40})/gim
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
 * A body with 8-bit bytes that are not UTF-8, in a mail whose parts declare no charset but US-ASCII or unknown ones, is
 * read in the charset that its HTML names, else in Windows-1252, and returned as UTF-8. Any other is returned as it is.
 */
export function toUtf8(fields: Field[], body: Buffer): Buffer {
  if (isUtf8(body)) return body
  const text = body.toString('latin1')
  const declared = [...fieldCharsets(fields), ...captures(text, DECLARED_BY_PART)]
  if (declared.some((name) => isKnown(name) && !/^us-ascii$/i.test(name))) return body
  return Buffer.from(decoder(NAMED_BY_HTML.exec(text)?.[1]).decode(body))
}

/** Charsets that a mail names, in its MIME fields, its encoded words and its HTML: lower case, distinct. */
export function charsetsOf(fields: Field[], body: Buffer): string[] {
  const words = fields.flatMap(({ value }) => captures(value, ENCODED_WORD))
  const parameters = captures(body.toString('latin1', 0, SEARCHED_BYTES), PARAMETER)
  const found = new Set([...fieldCharsets(fields), ...words, ...parameters].map((name) => name.toLowerCase()))
  return [...found].slice(0, MAX_CHARSETS)
}

function fieldCharsets(fields: Field[]): string[] {
  return fields.flatMap(({ value }) => captures(value, PARAMETER))
}

function captures(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, name]) => name)
}

/** Whether mailparser decodes it: it knows the labels of the Encoding standard and these families besides. */
function isKnown(charset: string): boolean {
  return (
    /^(?:cp|ibm|mac|x-mac|koi|utf|hz|johab|armscii|tis|viscii|tcvn|georgian|rk1048|pt154)/i.test(charset) ||
    isLabel(charset)
  )
}

function isLabel(charset: string): boolean {
  try {
    new TextDecoder(charset)
    return true
  } catch {
    return false
  }
}

function decoder(charset = 'windows-1252'): TextDecoder {
  return new TextDecoder(isLabel(charset) ? charset : 'windows-1252')
}
