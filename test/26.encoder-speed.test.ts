import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openBare } from '../src/encoder/bare.js'
import { loadModel } from '../src/encoder/model.js'
import { type ModelFolder, readModelFolder } from '../src/encoder/model-folder.js'
import { measureSpeed, median } from '../src/encoder/speed.js'
import { measureTokenizer } from '../src/encoder/tokenizer-speed.js'
import { type Place, PlaceHere } from './cli/hamlet.js'
import { copyOfTiny, TINY, temporaryFolder } from './encoder/tiny.js'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const TEXTS = Array.from({ length: 12 }, (_, i) => `offer number ${i}, ${'free for you '.repeat(i)}`)
let tiny: ModelFolder
beforeAll(async () => {
  tiny = await readModelFolder(TINY)
})

describe('the speed of an encoder', () => {
  it('should be told for each number of workers, beside the bare runtime', async () => {
    let rounds = 0
    const onRound = () => rounds++
    const speeds = await measureSpeed({
      model: tiny,
      texts: TEXTS,
      mails: 40,
      rounds: 3,
      workers: [1, 2],
      onRound,
    })
    expect(speeds.map(({ workers }) => workers)).toEqual([1, 2])
    expect(rounds).toBe(6)
    for (const { bare, pool, ratio, loopDelay } of speeds) {
      expect(bare).toBeGreaterThan(0)
      expect(pool).toBeGreaterThan(0)
      expect(ratio).toBeGreaterThan(0)
      // The tiny model takes no time at all beside the way to a thread and back.
      expect(ratio).toBeLessThan(1)
      expect(loopDelay.p99).toBeGreaterThanOrEqual(loopDelay.p50)
    }
  })

  it('should not be measured on what the pool remembers', async () => {
    const speed = measureSpeed({
      model: tiny,
      texts: ['a', 'b', 'a', ' '],
      mails: 9,
      rounds: 1,
      workers: [1],
    })
    await expect(speed).rejects.toThrow('2 distinct texts are too few to measure with; give 3 or more.')
  })

  it('should let the bare threads run every text in every round', async () => {
    const { tokenise } = await loadModel(tiny)
    const bare = await openBare(tiny, TEXTS.map(tokenise), 2)
    await bare.run()
    await bare.run()
    await bare.close()
    const broken = openBare(tiny, [[1_000_000]], 1)
    await expect(broken.then((bare) => bare.run())).rejects.toThrow()
  })

  it('should be told for the tokenizer, of words that it met before and of others', async () => {
    const { characters, first, again } = await measureTokenizer(tiny, TEXTS, 5)
    expect(characters).toBe(TEXTS.join('').length)
    expect(again).toBeGreaterThan(0)
    expect(first).toBeGreaterThan(again)
  })

  it('should be a median', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
  })
})

describe('hamlet encoder bench', () => {
  let place: Place
  beforeAll(async () => {
    place = await PlaceHere.make()
  })
  afterAll(() => place.remove())

  it('should measure the samples, and keep the figure in a file', async () => {
    const file = join(place.folder, 'speed.json')
    const { stdout, code } = await place.run(`encoder bench --workers 1 --rounds 1 --mails 20 --json ${file}`)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^tiny@\S+ on \d+ cores of .*, 74 texts of data\/samples\/demo\/index:$/m)
    expect(stdout).toMatch(/^int8 +1 +[\d.]+ +[\d.]+ +[\d.]+ % +[\d.]+ ms +[\d.]+ ms$/m)
    const figure = JSON.parse(await readFile(file, 'utf8'))
    expect(figure).toMatchObject({
      run: {
        encoder: tiny.id,
        commit: expect.any(String),
        texts: { count: 74, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
      models: [{ precision: 'int8', bytes: tiny.bytes, speeds: [{ workers: 1 }] }],
    })
  })

  it('should measure float32 beside int8 where that model is named or at hand', async () => {
    const float32 = join(await temporaryFolder(), 'model.onnx')
    await copyFile(join(TINY, tiny.modelFile), float32)
    const texts = join(place.folder, 'texts')
    await writeFile(texts, TEXTS.join('\n'))
    const options = `--texts ${texts} --workers 1 --rounds 1 --mails 10`
    const named = JSON.parse((await place.run(`encoder bench ${options} --float32 ${float32} --json`)).stdout)
    const folder = await copyOfTiny()
    await copyFile(float32, join(folder, 'onnx', 'model.onnx'))
    const atHand = JSON.parse((await place.run(`encoder bench ${folder} ${options} --json`)).stdout)
    for (const { run, models } of [named, atHand]) {
      expect(run).toMatchObject({ encoder: tiny.id, texts: { count: TEXTS.length } })
      expect(models.map(({ precision }: { precision: string }) => precision)).toEqual(['int8', 'float32'])
    }
    const { code, stderr } = await place.run(`encoder bench ${options} --float32 ${place.folder}`)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^hamlet: There is no float32 model .*onnx\/model\.onnx; name a model file/)
  })

  it('should say of texts that cannot be read why', async () => {
    const { code, stderr } = await place.run('encoder bench --texts /nope')
    expect(code).toBe(1)
    expect(stderr).toBe('hamlet: Cannot read the texts /nope: there is no such file.\n')
  })
})
