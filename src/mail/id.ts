import { createHash } from 'node:crypto'
import { skipMboxLine } from './head.js'

const OWN_FIELD = /^X-Hamlet-/i

/**
 * The identity of a message: the first 128 bits of the SHA-256 of its bytes, in 32 hexadecimal digits. Left out are
 * what the doors differ in: an mbox `From ` line before the message, `X-Hamlet-*` header fields (with their folded
 * lines), and carriage returns before line feeds, so that a file with LF and the same mail with CRLF have one id.
 */
export function messageId(raw: Buffer): string {
  const hash = createHash('sha256')
  let at = skipMboxLine(raw)
  let kept = at
  let own = false
  while (at < raw.length) {
    const end = raw.indexOf(0x0a, at)
    const next = end < 0 ? raw.length : end + 1
    const first = raw[at]
    if (first === 0x0a || (first === 0x0d && raw[at + 1] === 0x0a)) break
    const folded = first === 0x20 || first === 0x09
    const wasOwn = own
    own = folded ? own : OWN_FIELD.test(raw.toString('latin1', at, at + 9))
    if (own && !wasOwn) update(hash, raw.subarray(kept, at))
    if (own) kept = next
    at = next
  }
  update(hash, raw.subarray(kept))
  return hash.digest('hex').slice(0, 32)
}

/** Feeds `bytes` without the carriage returns that stand before a line feed. */
function update(hash: ReturnType<typeof createHash>, bytes: Buffer): void {
  let from = 0
  for (let at = bytes.indexOf('\r\n'); at >= 0; at = bytes.indexOf('\r\n', from)) {
    hash.update(bytes.subarray(from, at))
    from = at + 1
  }
  hash.update(bytes.subarray(from))
}
