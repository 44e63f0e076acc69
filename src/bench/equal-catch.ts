import type { Judged, LabelledMail } from './contestant.js'

/** Ham that two filters lose, in per cent, where both catch as much spam. */
export interface EqualCatch {
  peer: string
  /** Spam that the peer catches at its default threshold, in per cent. */
  caught: number
  peerLost: number
  /** With the highest threshold at which we catch as much. */
  lost: number
}

/** Our own threshold is moved to where we catch no less spam than the peer does at its default. */
export function atEqualCatch(
  mails: readonly LabelledMail[],
  ours: readonly Judged[],
  peer: readonly Judged[],
): Omit<EqualCatch, 'peer'> {
  const spam = mails.flatMap(({ label }, i) => (label === 'spam' ? [i] : []))
  const ham = mails.flatMap(({ label }, i) => (label === 'ham' ? [i] : []))
  const caught = spam.filter((i) => peer[i].spam).length
  const scores = spam.map((i) => ours[i].score).sort((a, b) => b - a)
  const cut = caught === 0 ? Infinity : scores[caught - 1]
  const share = (count: number, of: number) => (100 * count) / Math.max(1, of)
  return {
    caught: share(caught, spam.length),
    peerLost: share(ham.filter((i) => peer[i].spam).length, ham.length),
    lost: share(ham.filter((i) => ours[i].score >= cut).length, ham.length),
  }
}
