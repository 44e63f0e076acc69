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
