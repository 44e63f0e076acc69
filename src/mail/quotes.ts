/** A body as a person reads it: what is new, and what was quoted, forwarded or signed. */
export interface Arranged {
  fresh: string
  old: string
}

const QUOTED = /^[ \t]{0,3}(?:>(?!From )|\|\s+\S)/
const WROTE = /\b(?:wrote|writes|said|schrieb|a écrit|escribió|ha scritto|escreveu|napisał)\s?:\s*$/i
const DATED = /^(?:On|Am|Le|El|Il|Em|W dniu)\b.{0,300}\d{1,2}[:.]\d\d/
const ORIGINAL =
  /^[ \t>*]*-{2,} ?(?:original message|forwarded message|forwarded by|ursprüngliche nachricht|mensaje original|message d'origine).{0,200}$|^begin forwarded message:\s*$/i
const HEADER_BLOCK = /^\*?(?:From|Von|De|Da):\*?\s.{0,300}$/
const HEADER_LINE = /^\*?(?:Sent|Date|To|Subject|Gesendet|Envoyé|Enviado|Inviato):/
const SIGNATURE = /^-- ?$/
/** How many lines are looked at to tell whether a line introduces a quotation. */
const AHEAD = 4

/**
 * Moves quoted lines (`>`) with the line or two that introduce them, all from an "Original Message" rule or a
 * forwarded header block on, and the signature behind `-- ` out of the new text. In a mail without new text, such as
 * a bare forward, the old text is the new one.
 */
export function arrange(body: string): Arranged {
  const lines = body.split('\n')
  const fresh: string[] = []
  const old: string[] = []
  let signature = false
  for (const [at, line] of lines.entries()) {
    if (startsOriginal(lines, at)) {
      old.push(...lines.slice(at))
      break
    }
    signature ||= SIGNATURE.test(line)
    if (signature || QUOTED.test(line) || introducesQuote(lines, at)) old.push(line)
    else fresh.push(line)
  }
  if (!fresh.some((line) => line.trim() !== '')) return { fresh: old.join('\n'), old: '' }
  return { fresh: fresh.join('\n'), old: old.join('\n') }
}

function startsOriginal(lines: string[], at: number): boolean {
  if (ORIGINAL.test(lines[at])) return true
  return HEADER_BLOCK.test(lines[at]) && HEADER_LINE.test(lines[at + 1] ?? '')
}

/** "On … wrote:" before quoted lines, on one line or folded to two. */
function introducesQuote(lines: string[], at: number): boolean {
  const wrote = WROTE.test(lines[at]) || (DATED.test(lines[at]) && WROTE.test(lines[at + 1] ?? ''))
  return wrote && lines.slice(at + 1, at + AHEAD).some((line) => QUOTED.test(line))
}
