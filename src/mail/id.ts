import { createHash } from 'node:crypto'
import { skipMboxLine } from './head.js'

const OWN_FIELD = /^X-Hamlet-/i
/** Own header fields are looked for in this many bytes; whoever adds them adds them at the top. */
const SEARCHED_BYTES = 1_048_576
const LF = 0x0a
const CR = 0x0d

/**
 * The identity of a message: the first 128 bits of the SHA-256 of its bytes, in 32 hexadecimal digits. Left out is
 * what the doors differ in: an mbox `From ` line before the message, `X-Hamlet-*` header fields (with their folded
 * lines), and carriage returns before line feeds, so that a file with LF and the same mail with CRLF have one id.
 */
export function messageId(raw: Buffer): string {
  const kept = Buffer.allocUnsafe(raw.length)
  let length = 0
  let own = false
  let at = skipMboxLine(raw)
  const end = Math.min(raw.length, at + SEARCHED_BYTES)
  while (at < end && !isBlankLine(raw, at)) {
    const next = raw.indexOf(LF, at) + 1 || raw.length
    const folded = raw[at] === 0x20 || raw[at] === 0x09
    own = folded ? own : OWN_FIELD.test(raw.toString('latin1', at, at + 9))
    if (!own) length += copyLines(raw.subarray(at, next), kept, length)
    at = next
  }
  length += copyLines(raw.subarray(at), kept, length)
  return createHash('sha256').update(kept.subarray(0, length)).digest('hex').slice(0, 32)
}

function isBlankLine(raw: Buffer, at: number): boolean {
  return raw[at] === LF || (raw[at] === CR && raw[at + 1] === LF)
}

/** Copies `from` to `to` at `offset` without the carriage returns before line feeds; returns how many bytes it wrote. */
function copyLines(from: Buffer, to: Buffer, offset: number): number {
  let at = offset
  for (let i = 0; i < from.length; i++) {
    if (from[i] !== CR || from[i + 1] !== LF) to[at++] = from[i]
  }
  return at - offset
}
