import { workerData } from 'node:worker_threads'
import { loadModel } from './model.js'
import type { ModelFolder } from './model-folder.js'

// A failed load is the answer to every task, rather than the end of the worker.
const model = loadModel(workerData as ModelFolder)
model.catch(() => {})

/** The pool's task: texts in, their embeddings out, each from a run of its own. */
export default async function encode(texts: string[]): Promise<Float32Array[]> {
  return (await model).encodeAll(texts)
}
