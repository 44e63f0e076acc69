/**
 * Golomb-Rice coding of sorted, distinct numbers by their gaps (Golomb 1966; Rice and Plaunt 1971): a gap g is written
 * as g >> k in unary (that many ones, then a zero) and its low k bits. Near the entropy when ids are spread evenly, as hashes are.
 */

const LARGEST_PARAMETER = 24

/** @returns the parameter k (one byte), then the bits, the first in the lowest bit of a byte. */
export function encodeSorted(ids: Uint32Array): Buffer {
  const k = parameter(ids)
  const bits: number[] = []
  let next = 0
  for (const id of ids) {
    const gap = id - next
    for (let q = gap >>> k; q > 0; q--) bits.push(1)
    bits.push(0)
    for (let i = 0; i < k; i++) bits.push((gap >>> i) & 1)
    next = id + 1
  }
  const bytes = Buffer.alloc(1 + Math.ceil(bits.length / 8))
  bytes[0] = k
  bits.forEach((bit, i) => {
    bytes[1 + (i >> 3)] |= bit << (i & 7)
  })
  return bytes
}

/** The `count` numbers below `limit` that `encodeSorted` wrote.
 * @throws RangeError when the bytes end early or hold a number that is too large. */
export function decodeSorted(bytes: Uint8Array, count: number, limit: number): Uint32Array {
  const k = bytes[0] ?? 0
  if (k > LARGEST_PARAMETER) throw new RangeError('The vector is damaged: it was not packed by this version.')
  let at = 8
  const bit = () => {
    const byte = bytes[at >> 3]
    if (byte === undefined) throw new RangeError('The vector is damaged: it ends early.')
    return (byte >> (at++ & 7)) & 1
  }
  const ids = new Uint32Array(count)
  let next = 0
  for (let n = 0; n < count; n++) {
    let quotient = 0
    while (bit() === 1) quotient++
    let low = 0
    for (let i = 0; i < k; i++) low |= bit() << i
    const id = next + quotient * 2 ** k + low
    if (id >= limit) throw new RangeError('The vector is damaged: it names a feature that does not exist.')
    ids[n] = id
    next = id + 1
  }
  return ids
}

/** The k of least expected length for gaps of this mean: log2 of ln 2 times the mean (Kiely 2004). */
function parameter(ids: Uint32Array): number {
  if (ids.length === 0) return 0
  const mean = (ids[ids.length - 1] + 1 - ids.length) / ids.length
  return Math.max(0, Math.min(LARGEST_PARAMETER, Math.round(Math.log2(Math.LN2 * mean + 1))))
}
