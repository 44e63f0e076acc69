import { workerData } from 'node:worker_threads'
import { Gate } from './gate.js'
import type { ModelFolder } from './model-folder.js'

/** What each thread of the pool is given. */
export interface Work {
  model: ModelFolder
  /** Of the pool's gate. */
  cells: Gate['cells']
}

const { model: folder, cells } = workerData as Work
const gate = new Gate(cells)
// The import loads native code too. A failed load is the answer to every task, rather than the end of the worker.
const model = gate.through(async () => (await import('./model.js')).loadModel(folder))
model.catch(() => {})

/** The pool's task: texts in, their embeddings out, each from a run of its own. */
export default async function encode(texts: string[]): Promise<Float32Array[]> {
  const { encodeAll } = await model
  return gate.through(() => encodeAll(texts))
}
