/**
 * 32-bit FNV-1a (Fowler, Noll, Vo) over UTF-16 code units, finished with MurmurHash3's fmix32 (Appleby 2011), which
 * spreads FNV's weak low bits. Frozen: every stored vector and every base depends on it.
 */
export function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
