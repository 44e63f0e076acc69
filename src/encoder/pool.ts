import './no-telemetry.js'
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { LRUCache } from 'lru-cache'
import { Piscina } from 'piscina'
import { BadConfig, HamletError, Unavailable } from '../errors.js'
import type { ModelFolder } from './model-folder.js'

export interface PoolOptions {
  /** Worker threads, each with its own session and tokenizer; default one a core. */
  workers?: number | undefined
  /** Texts that may wait besides those being encoded; one more is refused. */
  queueLimit?: number | undefined
  /** Embeddings remembered by their text's hash. */
  cacheSize?: number | undefined
  /** The compiled worker, where it is not ours. */
  workerFile?: string | undefined
}

/** Counters since the pool was opened; `running` and `waiting` are now. */
export interface PoolStats {
  workers: number
  running: number
  waiting: number
  /** Texts encoded, and those that failed. */
  encoded: number
  failed: number
  /** Texts refused because the queue was full. */
  refused: number
  /** Texts answered from the cache, or by the same text that was being encoded. */
  cached: number
  /** Texts that were tried again, because their worker crashed or failed. */
  retried: number
  /** Mean time from the question to the embedding, in seconds, over the texts encoded. */
  meanSeconds: number
}

export interface Pool {
  encode(text: string): Promise<Float32Array>
  stats(): PoolStats
  close(): Promise<void>
}

/** Some ten seconds of work for one worker: who asks has given up by then. */
const QUEUE_LIMIT = 1024
/** Four megabytes of embeddings of 256 numbers. */
const CACHE_SIZE = 4096

/**
 * Starts the workers and waits until each has loaded the model.
 * @throws BadConfig when it cannot be loaded
 */
export async function openPool(model: ModelFolder, options: PoolOptions = {}): Promise<Pool> {
  const workers = options.workers ?? availableParallelism()
  const limit = workers + (options.queueLimit ?? QUEUE_LIMIT)
  const cache = new LRUCache<string, Promise<Float32Array>>({ max: options.cacheSize ?? CACHE_SIZE })
  const counts = { encoded: 0, failed: 0, refused: 0, cached: 0, retried: 0, seconds: 0 }
  const inFlight = new Set<Promise<Float32Array>>()
  let closing: Promise<void> | undefined

  const threads = new Piscina<string, Float32Array>({
    filename: options.workerFile ?? workerFile(),
    workerData: model,
    minThreads: workers,
    maxThreads: workers,
    maxQueue: Number.MAX_SAFE_INTEGER,
  })
  // A worker that dies with nothing to do is replaced; the next task will tell if it cannot be.
  threads.on('error', () => {})

  async function run(text: string): Promise<Float32Array> {
    const start = performance.now()
    try {
      const embedding = await threads.run(text).catch(() => {
        counts.retried++
        return threads.run(text)
      })
      counts.encoded++
      counts.seconds += (performance.now() - start) / 1000
      return embedding
    } catch (cause) {
      counts.failed++
      throw new HamletError(
        'encoder-failed',
        500,
        `The encoder failed twice on this text and gave up: ${(cause as Error).message}`,
        { cause },
      )
    }
  }

  function start(key: string, text: string): Promise<Float32Array> {
    const task = run(text)
    inFlight.add(task)
    cache.set(key, task)
    const done = () => inFlight.delete(task)
    task.then(done, () => {
      done()
      cache.delete(key)
    })
    return task
  }

  try {
    await Promise.all(Array.from({ length: workers }, () => threads.run('Hello')))
  } catch (cause) {
    await threads.destroy()
    throw new BadConfig((cause as Error).message, { cause })
  }

  return {
    async encode(text) {
      const key = createHash('sha256').update(text, 'utf16le').digest('base64')
      let task = cache.get(key)
      if (task !== undefined) counts.cached++
      else if (closing) throw new Unavailable('The encoder is stopping; try again when it is back.')
      else if (inFlight.size >= limit) {
        counts.refused++
        throw new Unavailable(`${limit} texts are waiting for the encoder already; try again in a moment.`)
      } else task = start(key, text)
      return (await task).slice()
    },
    stats() {
      const { seconds, ...rest } = counts
      const running = Math.min(inFlight.size, workers)
      const meanSeconds = rest.encoded === 0 ? 0 : seconds / rest.encoded
      return { workers, running, waiting: inFlight.size - running, ...rest, meanSeconds }
    },
    close() {
      closing ??= Promise.allSettled(inFlight).then(() => threads.destroy())
      return closing
    },
  }
}

/**
 * The compiled worker. Run from `src` (by the tests), the worker is still the one in `dist`, which `npm test` has
 * built: a thread cannot load TypeScript.
 */
function workerFile(): string {
  return fileURLToPath(
    new URL('./worker.js', import.meta.url).href.replace('/src/encoder/', '/dist/encoder/'),
  )
}
