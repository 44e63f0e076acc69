/**
 * Which mails are of one kind: issues of one newsletter, copies of one offer.
 *
 * The encoder has to find them alike, and so has what names a sender (addresses, names, hosts), to which the wording may add:
 *
 *     p(x, x') = cos(e, e') · max(o³, cos of the sets of words),      o = |A ∩ B| / min(|A|, |B|) of the sets of identity features,
 *     likeness = max(0, (p − KIND) / (1 − KIND)),                     1: the same mail, 0: another kind,
 *
 * and 0 where o³ alone is too small for a kind, unless neither mail names a sender. The embedding alone takes two newsletters for one
 * kind, the sender alone takes a forged mail for the real one, and the wording alone does as well: a phish has the bank's own
 * words. Issues differ in the hosts that they link to, so the smaller set decides (Szymkiewicz and Simpson's overlap
 * coefficient); newsletters of one host share half of it, hence the cube. The sets are not weighted: the base's gains are small
 * for a sender that it has never seen, and that one tells most here.
 */
import { type Layout, lowerBound, type Sample } from './head.js'

/**
 * Of the pairs of issues of one newsletter 96 % lie above it; of the pairs of two newsletters of one host 16 % do, by little (0.09
 * on average). Of a user's other ham and spam hardly any pair does: of 2,402 marks drawn in nine mailboxes of the corpora, 3 met a
 * contrary one.
 */
const KIND = 0.2

/** See the head of this file: a float32 number, to be kept as one. Zero where one of them has no embedding. */
export function likeness(a: Sample, b: Sample, layout: Layout): number {
  const meaning = cosine(a.unit ?? a.dense, b.unit ?? b.dense)
  if (meaning <= KIND) return 0
  const least = KIND / meaning
  const sender =
    sharedOf(a.indices, b.indices, layout.words, layout.identity, Math.cbrt(least), Math.min) ** 3
  if (sender === 0 && (namesSender(a, layout) || namesSender(b, layout))) return 0
  const wording = sharedOf(a.indices, b.indices, 0, layout.words, least, geometricMean)
  return Math.fround(Math.max(0, (meaning * Math.max(sender, wording) - KIND) / (1 - KIND)))
}

function namesSender({ indices }: Sample, { words, identity }: Layout): boolean {
  const at = lowerBound(indices, words)
  return at < indices.length && indices[at] < identity
}

/** Embeddings have unit length, or are zero. Several running sums, because a single one makes each addition wait for the last. */
function cosine(a: Float32Array, b: Float32Array): number {
  let [p, q, r, s] = [0, 0, 0, 0]
  let k = 0
  for (; k + 3 < a.length; k += 4) {
    p += a[k] * b[k]
    q += a[k + 1] * b[k + 1]
    r += a[k + 2] * b[k + 2]
    s += a[k + 3] * b[k + 3]
  }
  for (; k < a.length; k++) p += a[k] * b[k]
  return p + q + (r + s)
}

const geometricMean = (m: number, n: number) => Math.sqrt(m * n)

/** |A ∩ B| / sizeOf(|A|, |B|) of the ids in [from, to); zero where it is below `least`. */
function sharedOf(
  a: Uint32Array,
  b: Uint32Array,
  from: number,
  to: number,
  least: number,
  sizeOf: (m: number, n: number) => number,
): number {
  const endA = lowerBound(a, to)
  const endB = lowerBound(b, to)
  const startA = lowerBound(a, from)
  const startB = lowerBound(b, from)
  const size = sizeOf(endA - startA, endB - startB)
  const needed = least * size - 1
  let common = 0
  for (let i = startA, j = startB; i < endA && j < endB; ) {
    if (common + Math.min(endA - i, endB - j) < needed) return 0
    if (a[i] === b[j]) common++
    if (a[i] <= b[j]) i++
    else j++
  }
  return common === 0 ? 0 : common / size
}

/**
 * The signs of an embedding's numbers, a bit each, by which most pairs of other kinds are known at a tenth of the cost: vectors at
 * an angle θ differ in about the share θ/π of the signs (Charikar 2002, "Similarity estimation techniques from rounding
 * algorithms"), with a standard deviation of at most √D / 2 signs.
 */
export class Signs {
  /** `words` numbers of 32 signs for each sample, one after another. */
  private bits = new Uint32Array(0)
  private readonly words: number
  private readonly most: number

  constructor(private readonly dimension: number) {
    this.words = Math.ceil(dimension / 32)
    // Two deviations; a pair that is lost by it is of hardly any likeness.
    this.most = (dimension * Math.acos(KIND)) / Math.PI + Math.sqrt(dimension)
  }

  /** How many there is room for in memory. */
  get bytes(): number {
    return this.bits.byteLength
  }

  /** Makes room for so many samples. */
  widen(samples: number): void {
    const wider = new Uint32Array(samples * this.words)
    wider.set(this.bits)
    this.bits = wider
  }

  /** The i-th sample is this one. */
  set(i: number, { dense, unit = dense }: Sample): void {
    const start = i * this.words
    this.bits.fill(0, start, start + this.words)
    for (let k = 0; k < this.dimension; k++) if (unit[k] > 0) this.bits[start + (k >>> 5)] |= 1 << (k & 31)
  }

  /** False: samples i and j are of two kinds. True: `likeness` has to be asked. */
  mayBeAlike(i: number, j: number): boolean {
    return differences(this.bits, i * this.words, j * this.words, this.words) <= this.most
  }
}

/** A function of its own, for V8 to keep the array in a register. */
function differences(bits: Uint32Array, a: number, b: number, words: number): number {
  let sum = 0
  for (let k = 0; k < words; k++) sum += onesOf(bits[a + k] ^ bits[b + k])
  return sum
}

/** The number of ones among 32 bits (Warren, Hacker's Delight, section 5-1). */
function onesOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
