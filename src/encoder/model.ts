import type { ModelFolder } from './model-folder.js'
import { openSession, type Session } from './session.js'
import { loadTokenizer } from './tokenizer.js'

/** A loaded model: what a worker holds. */
export interface Model {
  /** Token ids of a text with the model's prefix, as they are fed to the session; empty for a text without tokens. */
  tokenise(text: string): number[]
  /** The embedding of a text; all zero for a text without tokens. */
  encode(text: string): Promise<Float32Array>
  /** The embeddings of several texts, each from a run of its own. */
  encodeAll(texts: readonly string[]): Promise<Float32Array[]>
  session: Session
}

/** @throws BadConfig when the tokenizer or the model cannot be loaded */
export async function loadModel(folder: ModelFolder): Promise<Model> {
  const { prefix, maxTokens, dimension } = folder.manifest
  const [tokenizer, session] = await Promise.all([loadTokenizer(folder.folder), openSession(folder)])
  const tokenise = (text: string) => (text.trim() === '' ? [] : tokenizer.encode(prefix + text, maxTokens))
  const run = async (ids: number[]) => (ids.length === 0 ? new Float32Array(dimension) : session.run(ids))
  return {
    tokenise,
    session,
    encode: async (text) => run(tokenise(text)),
    async encodeAll(texts) {
      const embeddings: Float32Array[] = []
      // All are tokenised first: a run leaves nothing of the tokenizer in the processor's caches.
      for (const ids of texts.map(tokenise)) embeddings.push(await run(ids))
      return embeddings
    },
  }
}
