import { BadConfig } from '../errors.js'
import type { Manifest } from './manifest.js'

type Pooling = Pick<Manifest, 'pooling' | 'output' | 'layers' | 'combine'>

/**
 * One vector from a model's output for one text without padding.
 *
 * @param data the output's numbers, row by row
 * @param dims [1, T, D] (T tokens), [1, L + 1, D] (layers) or [1, D]
 * @throws BadConfig when the shape does not fit what the manifest says
 */
export function pool(data: Float32Array, dims: readonly number[], manifest: Pooling): Float32Array {
  const width = dims[dims.length - 1]
  const rows = data.length / width
  if (manifest.pooling === 'mean') return mean(data, rows, width)
  if (manifest.pooling === 'cls') return data.slice(0, width)
  if (manifest.layers !== undefined) return mixLayers(data, rows, width, manifest)
  if (rows !== 1) {
    throw new BadConfig(
      `The model's output "${manifest.output}" has ${rows} rows where one is expected; name a pooling or layers in its manifest.`,
    )
  }
  return data.slice()
}

/** (1/T) Σ_t h_t, summed in double precision in a fixed order. */
function mean(data: Float32Array, rows: number, width: number): Float32Array {
  const sums = new Float64Array(width)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) sums[column] += data[row * width + column]
  }
  return Float32Array.from(sums, (sum) => sum / rows)
}

/** Σ_l w_l h_l, or the w_l h_l / |h_l| one after the other. Layer 0 is the word embeddings. */
function mixLayers(data: Float32Array, rows: number, width: number, manifest: Pooling): Float32Array {
  const layers = manifest.layers ?? []
  const concatenate = manifest.combine === 'concatenate'
  const mixed = new Float32Array(concatenate ? layers.length * width : width)
  for (const [place, { layer, weight }] of layers.entries()) {
    if (layer >= rows)
      throw new BadConfig(`The model has no layer ${layer}: its layers are 0 to ${rows - 1}.`)
    const row = data.slice(layer * width, (layer + 1) * width)
    const start = concatenate ? place * width : 0
    if (concatenate) toUnitLength(row)
    for (let column = 0; column < width; column++) mixed[start + column] += weight * row[column]
  }
  return mixed
}

/** v / |v| in place; a zero vector stays zero. */
export function toUnitLength(vector: Float32Array): Float32Array {
  let squares = 0
  for (const value of vector) squares += value * value
  const length = Math.sqrt(squares)
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] /= length
  return vector
}
