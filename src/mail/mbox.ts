/**
 * Splits an mbox into its messages, byte for byte, because a message's id is a hash of its bytes. (The libraries
 * looked at, mbox-reader and node-mbox, split at any body line that begins with `From `: "From the desk of …" would
 * be two mails. One rewrites line ends, the other does not unquote.)
 *
 * A message begins after a line `From SENDER WEEKDAY … HH:MM…` (RFC 4155, appendix A; dates as asctime writes them).
 * Within it, one `>` is taken off lines that begin with `>From `, `>>From `, … (the `mboxrd` form, which reads
 * `mboxo` too), and the empty line that stands before the next `From ` line belongs to the mbox, not to the message.
 */
const SEPARATOR = /^From .*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d{1,2}:\d{2}/
const QUOTED = /^>+From /

/** How much of a line is looked at: a `From ` line is short, a base64 body without line ends is not. */
const LOOK = 400

const NEWLINE = 0x0a
const LETTER_F = 0x46
const QUOTE = 0x3e

/** What every mbox begins with, and no mail does. */
export const MBOX_START = Buffer.from('From ')

/** Whether a file that begins with these bytes is an mbox. */
export function isMbox(start: Buffer): boolean {
  return start.subarray(0, MBOX_START.length).equals(MBOX_START)
}

/** The messages of an mbox, without their `From ` lines. */
export async function* splitMbox(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let message: Buffer[] | null = null
  for await (const line of splitLines(chunks)) {
    const start = line[0] === LETTER_F || line[0] === QUOTE ? line.toString('latin1', 0, LOOK) : ''
    if (message === null || SEPARATOR.test(start)) {
      if (message !== null) yield Buffer.concat(withoutLastEmptyLine(message))
      message = []
    } else {
      message.push(QUOTED.test(start) ? line.subarray(1) : line)
    }
  }
  if (message !== null) yield Buffer.concat(message)
}

/** Lines with their line ends. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = []
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const line = chunk.subarray(from, end + 1)
      yield begun.length === 0 ? line : Buffer.concat([...begun, line])
      begun = []
      from = end + 1
    }
    if (from < chunk.length) begun.push(chunk.subarray(from))
  }
  if (begun.length > 0) yield Buffer.concat(begun)
}

function withoutLastEmptyLine(lines: Buffer[]): Buffer[] {
  const last = lines.at(-1)?.toString('latin1')
  return last === '\n' || last === '\r\n' ? lines.slice(0, -1) : lines
}
