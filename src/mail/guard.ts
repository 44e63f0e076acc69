import { fieldText, toUtf8 } from './charset.js'
import type { Field } from './head.js'

/** MIME parts. mailsplit's own limit is 1000, but a line costs it as much as parts are open; the corpora have at most 22. */
export const MAX_PARTS = 200

const BOUNDARY = /\bboundary\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i
const FIRST_DELIMITER = /^--([^\r\n"]{1,200}?)\s*\r?\ncontent-/im
const DELIMITER = /^--[^\r\n]{1,200}\r?\ncontent-/gim
const OPEN_WORD = /(=\?[\w.:*-]{2,40}\?[bq]\?[^?\s]{1,200})\??$/i
const STRUCTURE = /^content-/i
/** The fields that mailparser is asked about: with all the others it takes 1.4 to 1.8 times as long. */
const DECODED = /^(?:from|reply-to|to|cc|subject|message-id|content-[a-z-]+)$/i
/** Where the first delimiter is looked for when the declared one does not occur. */
const PREAMBLE_BYTES = 65_536
/** When the structure is beyond reading, this much of the body is read as plain text. */
const SALVAGED_BYTES = 262_144

/**
 * The message as mailparser is given it: only the fields that it is asked about, as UTF-8 without NUL, a boundary that
 * occurs, and a charset that is known.
 */
export function guarded(fields: Field[], body: Buffer): Buffer {
  const repaired = fields.map((field) => (isMultipart(field) ? withBoundary(field, body) : field))
  return assemble(repaired, toUtf8(fields, body))
}

/** The same for a mail with too many parts: those that follow are left out. */
export function withFewerParts(fields: Field[], body: Buffer): Buffer {
  let parts = 1
  for (const { index } of body.toString('latin1').matchAll(DELIMITER)) {
    if (++parts === MAX_PARTS) return guarded(fields, body.subarray(0, index))
  }
  return guarded(fields, body)
}

/** The same for a mail without any readable structure: one plain text. */
export function withoutStructure(fields: Field[], body: Buffer): Buffer {
  const plain = fields.filter(({ name }) => !STRUCTURE.test(name))
  return assemble(plain, toUtf8(plain, body.subarray(0, SALVAGED_BYTES)))
}

function assemble(fields: Field[], body: Buffer): Buffer {
  const head = fields
    .filter(({ name }) => DECODED.test(name))
    .map(({ name, value }) => `${name}: ${mended(fieldText(value))}\r\n`)
  return Buffer.concat([Buffer.from(`${head.join('')}\r\n`), body])
}

/** Without NUL, and an encoded word that was cut off closed. */
function mended(value: string): string {
  return value.replaceAll('\0', '').replace(OPEN_WORD, '$1?=')
}

function isMultipart({ name, value }: Field): boolean {
  return name.toLowerCase() === 'content-type' && /^multipart\//i.test(value)
}

/** Relays have rewritten boundaries: when the declared one does not occur, the first line that looks like one counts. */
function withBoundary(field: Field, body: Buffer): Field {
  const [, quoted, bare] = BOUNDARY.exec(field.value) ?? []
  const declared = quoted ?? bare
  if (declared && body.includes(`--${declared}`)) return field
  const found = FIRST_DELIMITER.exec(body.toString('latin1', 0, PREAMBLE_BYTES))?.[1]
  if (!found) return declared ? field : { name: field.name, value: 'text/plain' }
  return { name: field.name, value: `${field.value.split(';', 1)[0]}; boundary="${found}"` }
}
