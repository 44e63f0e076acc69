import './no-telemetry.js'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { ModelFolder } from './model-folder.js'

/** What each bare thread is given. */
export interface BareWork {
  model: ModelFolder
  /** Token ids of each text. */
  texts: number[][]
  /** One number, shared by all threads: the text to run next. */
  next: Int32Array
}

/** Sessions of the runtime by themselves, one a thread. */
export interface BareSessions {
  /** Runs every text once. */
  run(): Promise<void>
  close(): Promise<void>
}

/** Opens `threads` sessions and waits until each has loaded the model. @throws Error when one cannot. */
export async function openBare(
  model: ModelFolder,
  texts: number[][],
  threads: number,
): Promise<BareSessions> {
  const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const workerData: BareWork = { model, texts, next }
  const workers = Array.from({ length: threads }, () => new Worker(bareWorkerFile(), { workerData }))
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  return {
    async run() {
      Atomics.store(next, 0, 0)
      const done = workers.map((worker) => once(worker, 'message'))
      for (const worker of workers) worker.postMessage('run')
      await Promise.all(done)
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

/** The compiled worker, also when run from `src`: a thread cannot load TypeScript. */
function bareWorkerFile(): string {
  return fileURLToPath(
    new URL('./bare-worker.js', import.meta.url).href.replace('/src/encoder/', '/dist/encoder/'),
  )
}
