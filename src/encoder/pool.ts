import './no-telemetry.js'
import { hash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { LRUCache } from 'lru-cache'
import { Piscina } from 'piscina'
import { BadConfig, HamletError, Unavailable } from '../errors.js'
import { Gate } from './gate.js'
import { Groups } from './groups.js'
import type { ModelFolder } from './model-folder.js'
import type { Work } from './worker.js'

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
  const pool = new WorkerPool(model, options)
  await pool.load()
  return {
    encode: (text) => pool.encode(text),
    stats: () => pool.stats(),
    close: () => pool.close(),
  }
}

class WorkerPool implements Pool {
  private readonly workers: number
  private readonly limit: number
  private readonly cache: LRUCache<string, Promise<Float32Array>>
  private readonly threads: Piscina<string[], Float32Array[]>
  private readonly groups: Groups
  private readonly gate = new Gate()
  private readonly counts = { encoded: 0, failed: 0, refused: 0, cached: 0, retried: 0, seconds: 0 }
  private readonly inFlight = new Set<Promise<Float32Array>>()
  private readonly closeGate = () => this.gate.close()
  private closing: Promise<void> | undefined

  constructor(model: ModelFolder, options: PoolOptions) {
    this.workers = options.workers ?? availableParallelism()
    this.limit = this.workers + (options.queueLimit ?? QUEUE_LIMIT)
    this.cache = new LRUCache({ max: options.cacheSize ?? CACHE_SIZE })
    this.threads = new Piscina({
      filename: options.workerFile ?? workerFile(),
      workerData: { model, cells: this.gate.cells } satisfies Work,
      minThreads: this.workers,
      maxThreads: this.workers,
      maxQueue: Number.MAX_SAFE_INTEGER,
      // Its histograms took a third of what handing over a text costs; we count for ourselves.
      recordTiming: false,
    })
    // A worker that dies with nothing to do is replaced; the next task will tell if it cannot be.
    this.threads.on('error', () => {})
    process.on('exit', this.closeGate)
    this.groups = new Groups(this.workers, (texts) => this.threads.run(texts))
  }

  async load(): Promise<void> {
    try {
      await Promise.all(Array.from({ length: this.workers }, () => this.threads.run(['Hello'])))
    } catch (cause) {
      await this.end()
      throw new BadConfig((cause as Error).message, { cause })
    }
  }

  async encode(text: string): Promise<Float32Array> {
    const key = hash('sha256', text, 'base64')
    let task = this.cache.get(key)
    if (task !== undefined) this.counts.cached++
    else if (this.closing) throw new Unavailable('The encoder is stopping; try again when it is back.')
    else if (this.inFlight.size >= this.limit) {
      this.counts.refused++
      throw new Unavailable(`${this.limit} texts are waiting for the encoder already; try again in a moment.`)
    } else task = this.start(key, text)
    return (await task).slice()
  }

  stats(): PoolStats {
    const { workers, inFlight } = this
    const { seconds, ...rest } = this.counts
    const running = Math.min(inFlight.size, workers)
    const meanSeconds = rest.encoded === 0 ? 0 : seconds / rest.encoded
    return { workers, running, waiting: inFlight.size - running, ...rest, meanSeconds }
  }

  close(): Promise<void> {
    this.closing ??= Promise.allSettled(this.inFlight).then(() => this.end())
    return this.closing
  }

  private async end(): Promise<void> {
    this.closeGate()
    process.off('exit', this.closeGate)
    await this.threads.destroy()
  }

  private start(key: string, text: string): Promise<Float32Array> {
    const task = this.run(text)
    this.inFlight.add(task)
    this.cache.set(key, task)
    const done = () => this.inFlight.delete(task)
    task.then(done, () => {
      done()
      this.cache.delete(key)
    })
    return task
  }

  private async run(text: string): Promise<Float32Array> {
    const { threads, groups, counts } = this
    const start = performance.now()
    try {
      const embedding = await groups.encode(text).catch(async () => {
        counts.retried++
        return (await threads.run([text]))[0]
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
