/**
 * What all mail has in common says nothing of the mail that a user marks. The unit embeddings e of mails are unevenly spread: a few
 * directions, which tell a letter from a notice or one language from another, take most of their length. So they are whitened
 * before a head learns from them,
 *
 *     z = L⁻¹ e,    L Lᵀ = s (I + c M),    M = mean of e eᵀ over mails of many people,    s such that |z|² is 1 on average,
 *
 * the Cholesky whitening of Kessy, Lewin and Strimmer (2018, "Optimal whitening and decorrelation") of the second moment, with
 * a ridge. A head with an isotropic prior on z has a prior on e that holds it the tighter along a direction the more mails
 * differ in it: a mark reaches its mail's like and leaves the rest.
 *
 * L is packed: the lower triangle, row by row, D (D + 1) / 2 numbers.
 */

/** L where embeddings are read as they are. */
export const UNWHITENED = new Float32Array()

/** z of a unit embedding of D numbers, by forward substitution; the embedding itself where it is not whitened. */
export function whiten(embedding: Float32Array, packed: Float32Array): Float32Array {
  if (packed.length === 0) return embedding
  const z = new Float64Array(embedding.length)
  let at = 0
  for (let i = 0; i < z.length; i++) {
    const rest = embedding[i] - partialDot(packed, at, z, i)
    at += i
    z[i] = rest / packed[at++]
  }
  return Float32Array.from(z)
}

/** Σ over k < count of packed[at + k] z[k], in several running sums: a single one makes each addition wait for the last. */
function partialDot(packed: Float32Array, at: number, z: Float64Array, count: number): number {
  let [a, b, c, d] = [0, 0, 0, 0]
  let k = 0
  for (; k + 3 < count; k += 4) {
    a += packed[at + k] * z[k]
    b += packed[at + k + 1] * z[k + 1]
    c += packed[at + k + 2] * z[k + 2]
    d += packed[at + k + 3] * z[k + 3]
  }
  for (; k < count; k++) a += packed[at + k] * z[k]
  return a + b + (c + d)
}

/** How many numbers L has for embeddings of this dimension. */
export function packedLength(dimension: number): number {
  return (dimension * (dimension + 1)) / 2
}

/** The weights on z that say what these weights on e say: v·e = (Lᵀv)·z. */
export function onWhitened(weights: Float64Array, packed: Float32Array): Float64Array {
  if (packed.length === 0) return weights
  const whitened = new Float64Array(weights.length)
  let at = 0
  for (let i = 0; i < weights.length; i++)
    for (let k = 0; k <= i; k++) whitened[k] += packed[at++] * weights[i]
  return whitened
}
