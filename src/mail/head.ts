/** One header field: its name as written and its unfolded value, bytes as Latin-1 characters. */
export interface Field {
  name: string
  value: string
}

/** The header block of a mail, read leniently, and where the body begins. */
export interface Head {
  fields: Field[]
  /** Offset of the first byte of the body. */
  body: number
}

/** More fields than this are dropped: no header block of the corpora has more than 125. */
export const MAX_FIELDS = 500
/** Longer values are cut: only lists of recipients come near. */
export const MAX_FIELD_BYTES = 16_384
/** No field is begun behind this much: five times the longest header block of the corpora. */
export const MAX_HEAD_BYTES = 131_072

/** Stricter than RFC 5322, which would let JSON and markup be header fields. */
const FIELD = /^([a-z0-9][\w!#$%&'*+.^`|~-]{0,99}):/i
const MBOX = /^>?From \S/
/** How many bytes of a line the field pattern is tried on. */
const NAME_BYTES = 110

/** Offset just behind the mbox `From ` line, or 0 when there is none. */
export function skipMboxLine(raw: Buffer): number {
  if (!MBOX.test(raw.toString('latin1', 0, 8))) return 0
  const end = raw.indexOf(0x0a)
  return end < 0 ? raw.length : end + 1
}

/**
 * Reads the header block of `raw`. The block ends at a blank line or, in mail that has none, behind its last field: at
 * the first line that can be no header line, or at the indented lines before that. A line in the middle that is not
 * one (a broken fold) counts as part of the field before it when a field follows at once.
 */
export function readHead(raw: Buffer): Head {
  const fields: Field[] = []
  let bytes = 0
  /** The last field without its folded lines, and where they begin. */
  let unfolded = { value: '', end: 0 }
  let at = skipSpace(raw, skipMboxLine(raw))
  while (at < raw.length) {
    const next = lineEnd(raw, at)
    const start = raw.toString('latin1', at, Math.min(next, at + NAME_BYTES))
    if (/^\r*\n?$/.test(start)) return { fields, body: next }
    const name = FIELD.exec(start)
    const last = fields.at(-1)
    if (name) {
      if (fields.length < MAX_FIELDS && bytes < MAX_HEAD_BYTES) {
        const value = lineText(raw, at + name[0].length, next)
        fields.push({ name: name[1], value })
        unfolded = { value, end: next }
        bytes += name[0].length + value.length
      }
    } else if (last && (/^[ \t]/.test(start) || isBrokenFold(raw, next))) {
      if (last.value.length < MAX_FIELD_BYTES && bytes < MAX_HEAD_BYTES) {
        const value = lineText(raw, at, next)
        last.value = `${last.value} ${value}`.trim()
        bytes += value.length
      }
    } else if (!MBOX.test(start)) {
      if (last) last.value = unfolded.value
      return { fields, body: last ? unfolded.end : at }
    }
    at = next
  }
  return { fields, body: raw.length }
}

function isBrokenFold(raw: Buffer, next: number): boolean {
  return FIELD.test(raw.toString('latin1', next, Math.min(lineEnd(raw, next), next + NAME_BYTES)))
}

function lineText(raw: Buffer, from: number, next: number): string {
  return raw.toString('latin1', from, Math.min(next, from + MAX_FIELD_BYTES)).trim()
}

function lineEnd(raw: Buffer, at: number): number {
  const end = raw.indexOf(0x0a, at)
  return end < 0 ? raw.length : end + 1
}

/** Blank lines and spaces before the first field, as a careless copy of a mail has them. */
function skipSpace(raw: Buffer, from: number): number {
  let at = from
  while (raw[at] === 0x0a || raw[at] === 0x0d || raw[at] === 0x20 || raw[at] === 0x09) at++
  return at
}
