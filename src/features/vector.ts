/**
 * The features x of one mail, quantised: what is stored beside a mark and what every head scores and learns from.
 *
 * - `embedding`: the encoder's unit vector, rounded to int8 (largest component = ±127). Dequantised, it is scaled
 *   back to unit length, so no scale needs storing.
 * - `lexical`: sorted, distinct ids of the lexical features present, each below LEXICAL_SIZE (see lexical.ts).
 */
export interface Features {
  embedding: Int8Array
  lexical: Uint32Array
}
