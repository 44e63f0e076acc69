/** Text in, embedding out. */
export interface Encoder {
  /** Stands beside every stored vector: name and hash of model, tokenizer and pooling. Vectors of two ids never mix. */
  readonly id: string
  /** Length of an embedding. */
  readonly dimension: number
  /**
   * The embedding of one text: `dimension` numbers, unit length (all zero for a text without tokens). It depends on
   * the text alone, never on what else is being encoded.
   * @throws Unavailable when the queue is full or the encoder is closing.
   */
  encode(text: string): Promise<Float32Array>
  close(): Promise<void>
}
