/** A text cut where its highlights begin and end. */
import type { Span } from '../../api/answers.js'

export interface Piece {
  at: number
  text: string
  /** Null for a piece between highlights. */
  logit: number | null
}

/** Where highlights overlap, the first one is shown; one that lies outside of the text is not. */
export function pieces(text: string, spans: readonly Span[]): Piece[] {
  const found: Piece[] = []
  let at = 0
  for (const { start, end, logit } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start < at || end <= start || end > text.length) continue
    if (start > at) found.push({ at, text: text.slice(at, start), logit: null })
    found.push({ at: start, text: text.slice(start, end), logit })
    at = end
  }
  if (at < text.length) found.push({ at, text: text.slice(at), logit: null })
  return found
}
