import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Gate } from '../src/encoder/gate.js'
import { loadModel, type Model } from '../src/encoder/model.js'
import { type ModelFolder, readModelFolder } from '../src/encoder/model-folder.js'
import { EMBEDDED, type OpenEncoder, openEncoder } from '../src/encoder/open.js'
import { openPool, type Pool } from '../src/encoder/pool.js'
import { BadConfig, HamletError, Unavailable } from '../src/errors.js'
import { copyOfTiny, TINY, temporaryFolder } from './encoder/tiny.js'

const unsteady = fileURLToPath(new URL('encoder/unsteady-worker.mjs', import.meta.url))
let tiny: ModelFolder
beforeAll(async () => {
  tiny = await readModelFolder(TINY)
})

describe('encoder', () => {
  let encoder: OpenEncoder
  let alone: Model
  beforeAll(async () => {
    // Three workers, and a cache too small to be of help.
    encoder = await openEncoder({ encoder: TINY, workers: 3, cacheSize: 1 })
    alone = await loadModel(tiny)
  })
  afterAll(() => encoder.close())

  it('should say what it is', () => {
    expect(encoder.id).toBe(tiny.id)
    expect(encoder.dimension).toBe(16)
    expect(encoder.info).toMatchObject({ source: 'folder', folder: TINY, bytes: 37211, assumptions: [] })
  })

  it('should give a text the same bits whatever else is encoded, in whatever order, by whichever worker', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc
        .array(fc.constantFrom('the', ' free', ' offer', ' Привет'), { maxLength: 60 })
        .map((words) => words.join('')),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 30 }), fc.nat(), async (texts, turn) => {
        const at = turn % texts.length
        const order = [...texts.slice(at), ...texts.slice(0, at), ...texts.toReversed()]
        const embeddings = await Promise.all(order.map((text) => encoder.encode(text)))
        for (const [i, text] of order.entries()) expect(embeddings[i]).toEqual(await alone.encode(text))
      }),
      { numRuns: 40 },
    )
  })
})

describe('pool', () => {
  async function withPool(
    options: { workers: number; queueLimit?: number; cacheSize?: number },
    use: (pool: Pool) => Promise<void>,
  ): Promise<void> {
    const pool = await openPool(tiny, { ...options, workerFile: unsteady })
    try {
      await use(pool)
    } finally {
      await pool.close()
    }
  }

  it('should encode a text once, asked twice at once or later', () =>
    withPool({ workers: 2 }, async (pool) => {
      const [first, second] = await Promise.all([pool.encode('slow|50'), pool.encode('slow|50')])
      expect(second).toEqual(first)
      first.fill(0)
      expect(await pool.encode('slow|50')).toEqual(second)
      expect(pool.stats()).toMatchObject({ encoded: 1, cached: 2, running: 0, waiting: 0 })
    }))

  it('should forget the embeddings that were asked for the longest ago', () =>
    withPool({ workers: 1, cacheSize: 2 }, async (pool) => {
      for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) await pool.encode(text)
      expect(pool.stats()).toMatchObject({ encoded: 4, cached: 2 })
    }))

  it('should refuse a text when the queue is full, and take one again when it is not', () =>
    withPool({ workers: 1, queueLimit: 2 }, async (pool) => {
      const taken = ['slow|100', 'b', 'c'].map((text) => pool.encode(text))
      expect(pool.stats()).toMatchObject({ workers: 1, running: 1, waiting: 2 })
      const refused = pool.encode('d')
      await expect(refused).rejects.toThrow(Unavailable)
      await expect(refused).rejects.toThrow(
        '3 texts are waiting for the encoder already; try again in a moment.',
      )
      await Promise.all(taken)
      expect(await pool.encode('d')).toEqual(Float32Array.of(1))
      expect(pool.stats()).toMatchObject({ encoded: 4, refused: 1 })
      expect(pool.stats().meanSeconds).toBeGreaterThan(0.02)
    }))

  it('should hand over what waits in groups, shared out among the workers', () =>
    withPool({ workers: 2 }, async (pool) => {
      const sizes = async (count: number, round: string) => {
        const texts = Array.from({ length: count }, (_, i) => `group ${round} ${i}`)
        return (await Promise.all(texts.map((text) => pool.encode(text)))).map(([size]) => size)
      }
      expect(await sizes(1, 'alone')).toEqual([1])
      expect(await sizes(3, 'few')).toEqual([2, 2, 1])
      expect(await sizes(30, 'many')).toEqual([
        ...Array(16).fill(8),
        ...Array(7).fill(7),
        ...Array(4).fill(4),
        2,
        2,
        1,
      ])
    }))

  it('should replace a worker that dies and try its text again', () =>
    withPool({ workers: 2 }, async (pool) => {
      const flag = join(await temporaryFolder(), 'died')
      expect(await pool.encode(`die once|${flag}`)).toEqual(Float32Array.of(`die once|${flag}`.length))
      expect(pool.stats()).toMatchObject({ encoded: 1, failed: 0, retried: 1, workers: 2 })
    }))

  it('should give up on a text that kills two workers, and keep all others', () =>
    withPool({ workers: 2 }, async (pool) => {
      const others = Array.from({ length: 20 }, (_, i) => `slow|${i % 7}|${i}`)
      const [bad, ...good] = await Promise.allSettled(['die', ...others].map((text) => pool.encode(text)))
      expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(HamletError) })
      expect((bad as PromiseRejectedResult).reason).toMatchObject({ type: 'encoder-failed', status: 500 })
      expect(good.every(({ status }) => status === 'fulfilled')).toBe(true)
      await expect(pool.encode('throw')).rejects.toThrow(
        'The encoder failed twice on this text and gave up: No.',
      )
      expect(await pool.encode('fine')).toEqual(Float32Array.of(4))
      // A failure is not remembered: the text is tried anew.
      await expect(pool.encode('throw')).rejects.toThrow(HamletError)
      expect(pool.stats()).toMatchObject({ failed: 3, encoded: 21, running: 0 })
    }))

  it('should finish what it took before it closes, and take nothing more', () =>
    withPool({ workers: 2 }, async (pool) => {
      const taken = Array.from({ length: 30 }, (_, i) => pool.encode(`slow|${i % 5}|${i}`))
      const closed = pool.close()
      await expect(pool.encode('late')).rejects.toThrow('The encoder is stopping; try again when it is back.')
      await closed
      const settled = await Promise.allSettled(taken)
      expect(settled.every(({ status }) => status === 'fulfilled')).toBe(true)
      await pool.close()
      expect(pool.stats()).toMatchObject({ encoded: 30, running: 0, waiting: 0 })
    }))

  it('should not open with a model that cannot be loaded', async () => {
    const folder = await copyOfTiny({ files: {} })
    await writeFile(join(folder, 'onnx/model_quantized.onnx'), 'not a model')
    const opened = openEncoder({ encoder: folder, workers: 2 })
    await expect(opened).rejects.toThrow(BadConfig)
    await expect(opened).rejects.toThrow('is not a model that ONNX Runtime can load; install it again.')
    await rm(folder, { recursive: true })
    await expect(openEncoder({ encoder: folder })).rejects.toThrow(`There is no encoder "${folder}"`)
  })
})

describe('the end of a thread', () => {
  it('should wait for who is inside the gate, and let nobody in after that', async () => {
    const gate = new Gate()
    expect(await gate.through(async () => 'passed')).toBe('passed')
    const failed = gate.through(async () => {
      throw new Error('No.')
    })
    await expect(failed).rejects.toThrow('No.')
    gate.close()
    await expect(gate.through(async () => 'late')).rejects.toThrow('The encoder is stopping.')
    gate.close()
  })

  // Without the gate, some of these end by SIGABRT: "terminate called after throwing an instance of 'Napi::Error'".
  it.each([
    ['the process exits while threads run the model', 'run', [20, 60, 200]],
    ['the process exits while threads load the model', 'exit', [0, 200, 350, 400]],
    ['the pool is closed while new threads load the model', 'close', [0, 100, 300]],
  ])('should be orderly where %s', { timeout: 120_000 }, async (_, how, delays) => {
    const child = fileURLToPath(new URL('encoder/stopping-child.mjs', import.meta.url))
    for (const delay of delays) {
      await promisify(execFile)(process.execPath, [child, EMBEDDED, how, `${delay}`])
    }
  })
})
