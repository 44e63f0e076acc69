/** Reproducible draws: mulberry32 (Ettinger 2017), a small generator that is good enough to pick mails. */
export function random(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `items` in random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const next = random(seed)
  const all = [...items]
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    ;[all[i], all[j]] = [all[j], all[i]]
  }
  return all
}

const FIRST = 0.3
/** A first part whose share of spam is further than this from the whole's was not cut from a stream in time. */
const ODD_SHARE = 0.2

/** A user's mail in two: marks come from the first part, errors are counted on the last. */
export interface Parts<Mail> {
  first: Mail[]
  last: Mail[]
  /** The index lists one class before the other, so its order says nothing of time, and one was drawn. */
  drawnOrder: boolean
}

/** The first 30 % and the last 70 % of mails in the order of their index. */
export function firstAndLast<Mail>(mails: readonly Mail[], isSpam: (mail: Mail) => boolean): Parts<Mail> {
  const cut = Math.round(FIRST * mails.length)
  const spamShare = (part: readonly Mail[]) => part.filter(isSpam).length / part.length
  const drawnOrder = Math.abs(spamShare(mails.slice(0, cut)) - spamShare(mails)) > ODD_SHARE
  const ordered = drawnOrder ? shuffled(mails, 0) : mails
  return { first: ordered.slice(0, cut), last: ordered.slice(cut), drawnOrder }
}
