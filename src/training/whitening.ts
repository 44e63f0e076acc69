/** Fits the whitening (features/whitening.ts) of the embeddings to mail of many people; no label is looked at. */
import { packedLength, UNWHITENED, whiten } from '../features/whitening.js'
import { shuffled } from './draws.js'

/** c: how much more tightly the directions that mails have in common are held. */
const RIDGE = 500
/** Mails of one user at most: what people's mail has in common is asked for, not what one mailbox holds. */
const MOST_OF_A_USER = 50

interface Embedded {
  user: string
  /** Of any length. */
  embedding: ArrayLike<number>
}

/** L, packed. Mails whose embedding is zero say nothing; without others L is empty. */
export function fitWhitening(mails: readonly Embedded[]): Float32Array {
  const units = drawn(mails).flatMap(({ embedding }) => unitOf(embedding) ?? [])
  if (units.length === 0) return UNWHITENED
  const { length: dimension } = units[0]
  const moment = momentOf(units)
  for (let k = 0; k < moment.length; k++) moment[k] *= RIDGE / units.length
  for (let i = 0; i < dimension; i++) moment[packedLength(i) + i] += 1
  const factor = Float32Array.from(cholesky(moment, dimension))
  const square = units.reduce((sum, unit) => sum + squareOf(whiten(unit, factor)), 0) / units.length
  const scale = Math.sqrt(square)
  return factor.map((value) => value * scale)
}

function drawn(mails: readonly Embedded[]): Embedded[] {
  const users = new Map<string, Embedded[]>()
  for (const mail of mails) {
    const own = users.get(mail.user)
    if (own) own.push(mail)
    else users.set(mail.user, [mail])
  }
  return [...users.values()].flatMap((own) => shuffled(own, 0).slice(0, MOST_OF_A_USER))
}

function unitOf(embedding: ArrayLike<number>): Float32Array | null {
  const values = Float32Array.from(embedding)
  const length = Math.sqrt(squareOf(values))
  return length > 0 ? values.map((value) => value / length) : null
}

function squareOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}

/** Σ e eᵀ, packed. */
function momentOf(units: readonly Float32Array[]): Float64Array {
  const { length: dimension } = units[0]
  const moment = new Float64Array(packedLength(dimension))
  for (const unit of units) {
    let at = 0
    for (let i = 0; i < dimension; i++) {
      const value = unit[i]
      for (let k = 0; k <= i; k++) moment[at++] += value * unit[k]
    }
  }
  return moment
}

/** L of a positive definite matrix A = L Lᵀ, both packed (Golub and Van Loan, "Matrix Computations", section 4.2). */
function cholesky(a: Float64Array, dimension: number): Float64Array {
  const l = new Float64Array(a.length)
  for (let i = 0; i < dimension; i++) {
    const row = packedLength(i)
    for (let j = 0; j <= i; j++) {
      const other = packedLength(j)
      let rest = a[row + j]
      for (let k = 0; k < j; k++) rest -= l[row + k] * l[other + k]
      l[row + j] = i === j ? Math.sqrt(rest) : rest / l[other + j]
    }
  }
  return l
}
