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
  const end = 8 * bytes.length
  const mask = 2 ** k - 1
  const ids = new Uint32Array(count)
  let at = 8
  let next = 0
  for (let n = 0; n < count; n++) {
    let quotient = 0
    let ones = onesAt(bytes, at)
    for (; ones === WINDOW; ones = onesAt(bytes, at)) {
      quotient += WINDOW
      at += WINDOW
    }
    at += ones + 1
    const low = windowAt(bytes, at) & mask
    at += k
    if (at > end) throw new RangeError('The vector is damaged: it ends early.')
    const id = next + (quotient + ones) * 2 ** k + low
    if (id >= limit) throw new RangeError('The vector is damaged: it names a feature that does not exist.')
    ids[n] = id
    next = id + 1
  }
  return ids
}

/** At least so many bits from a place on are in a window; after the last byte there are zeros. */
const WINDOW = 24

function windowAt(bytes: Uint8Array, at: number): number {
  const byte = at >> 3
  return (
    (bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16) | (bytes[byte + 3] << 24)) >>> (at & 7)
  )
}

/** How many ones there are before the next zero, at most WINDOW. */
function onesAt(bytes: Uint8Array, at: number): number {
  const zeros = ~windowAt(bytes, at) | (1 << WINDOW)
  return 31 - Math.clz32(zeros & -zeros)
}

/** The k of least expected length for gaps of this mean: log2 of ln 2 times the mean (Kiely 2004). */
function parameter(ids: Uint32Array): number {
  if (ids.length === 0) return 0
  const mean = (ids[ids.length - 1] + 1 - ids.length) / ids.length
  return Math.max(0, Math.min(LARGEST_PARAMETER, Math.round(Math.log2(Math.LN2 * mean + 1))))
}
