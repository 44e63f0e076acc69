/**
 * How fast an encoder is: the pool as Hamlet uses it (a text in, an embedding out), beside the bare sessions of the runtime on
 * the same tokens with as many threads. Rounds of the two alternate, each first in every other one, so that whatever else
 * the machine does falls on both; figures are medians over rounds, ratios are taken within a round.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { BadInput } from '../errors.js'
import { openBare } from './bare.js'
import { loadModel } from './model.js'
import type { ModelFolder } from './model-folder.js'
import { openPool, type Pool } from './pool.js'

export interface SpeedOptions {
  model: ModelFolder
  /** Distinct texts. */
  texts: readonly string[]
  /** Texts encoded in a round: the texts over and over. */
  mails: number
  rounds: number
  /** Worker threads, one measurement each. */
  workers: readonly number[]
  /** Called after each round. */
  onRound?(): void
}

export interface Speed {
  workers: number
  /** Mails per second. */
  bare: number
  pool: number
  /** Of the two, in each round. */
  ratio: number
  /** How much later than due the main thread's event loop ran a timer while the pool worked, in milliseconds. */
  loopDelay: { p50: number; p99: number }
}

/** Texts that the pool has in hand, for each worker: what a busy server has. */
const IN_HAND = 8
/** Of the timer whose delay is measured, in milliseconds. */
const RESOLUTION = 10
/** Fewer texts would be answered from what the pool remembers, which cannot be switched off. */
const LEAST_TEXTS = 3

/** @throws BadInput when there are too few texts; BadConfig when the model cannot be loaded. */
export async function measureSpeed(options: SpeedOptions): Promise<Speed[]> {
  const { model, mails, workers } = options
  const texts = distinct(options.texts)
  const { tokenise, session } = await loadModel(model)
  const queue = Array.from({ length: mails }, (_, i) => texts[i % texts.length])
  const tokens = queue.map(tokenise)
  await session.release()
  const measured: Speed[] = []
  for (const threads of workers) {
    const bare = await openBare(model, tokens, threads)
    const pool = await openPool(model, { workers: threads, cacheSize: 1 })
    try {
      measured.push(await compare(bare.run, pool, threads, { ...options, texts: queue }))
    } finally {
      await Promise.all([bare.close(), pool.close()])
    }
  }
  return measured
}

/** Texts that have tokens, each once. */
function distinct(texts: readonly string[]): string[] {
  const kept = [...new Set(texts)].filter((text) => text.trim() !== '')
  if (kept.length >= LEAST_TEXTS) return kept
  throw new BadInput(
    `${kept.length} distinct texts are too few to measure with; give ${LEAST_TEXTS} or more.`,
  )
}

async function compare(
  runBare: () => Promise<void>,
  pool: Pool,
  workers: number,
  { texts, rounds, onRound }: SpeedOptions,
): Promise<Speed> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
  const runPool = async () => {
    delay.enable()
    await encodeAll(pool, texts, workers * IN_HAND)
    delay.disable()
  }
  // The first of each is not counted: caches are cold, and the runtime still allocates.
  await runBare()
  await encodeAll(pool, texts, workers * IN_HAND)
  const seconds: { bare: number; pool: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const [first, second] = round % 2 === 0 ? [runBare, runPool] : [runPool, runBare]
    const times = [await timed(first), await timed(second)]
    const [bare, pool] = round % 2 === 0 ? times : times.reverse()
    seconds.push({ bare, pool })
    onRound?.()
  }
  const milliseconds = (percentile: number) => Math.max(0, delay.percentile(percentile) / 1e6 - RESOLUTION)
  return {
    workers,
    bare: median(seconds.map(({ bare }) => texts.length / bare)),
    pool: median(seconds.map(({ pool }) => texts.length / pool)),
    ratio: median(seconds.map(({ bare, pool }) => bare / pool)),
    loopDelay: { p50: milliseconds(50), p99: milliseconds(99) },
  }
}

async function encodeAll(pool: Pool, texts: readonly string[], inHand: number): Promise<void> {
  const left = texts.values()
  const takeTurns = async () => {
    for (const text of left) await pool.encode(text)
  }
  await Promise.all(Array.from({ length: inHand }, takeTurns))
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
