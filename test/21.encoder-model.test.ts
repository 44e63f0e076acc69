import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadModel } from '../src/encoder/model.js'
import { layersOf, type ModelFolder, readModelFolder } from '../src/encoder/model-folder.js'
import { pool, toUnitLength } from '../src/encoder/pooling.js'
import { recipes } from '../src/encoder/recipes.js'
import { BadConfig } from '../src/errors.js'
import { copyOfTiny, TINY, temporaryFolder } from './encoder/tiny.js'

async function encode(folder: string, text: string): Promise<Float32Array> {
  return encodeWith(await readModelFolder(folder), text)
}

async function encodeWith(folder: ModelFolder, text: string): Promise<Float32Array> {
  return (await loadModel(folder)).encode(text)
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0) / (Math.hypot(...a) * Math.hypot(...b))
}

describe('model', () => {
  it('should give the embedding that the tiny model gave when it was made', async () => {
    const golden = [-0.2418, -0.2746, -0.4535, 0.198, 0.6048, -0.2197, 0.0343, 0.132]
    golden.push(0.1315, 0.0448, -0.2451, -0.0363, 0.2999, 0.0471, -0.0985, 0.0772)
    const embedding = await encode(TINY, 'Hello the free offer')
    // int8 products are rounded differently by other processors.
    for (const [i, value] of golden.entries()) expect(embedding[i]).toBeCloseTo(value, 1)
    expect(cosine(embedding, Float32Array.from(golden))).toBeGreaterThan(0.999)
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 5)
  })

  it('should give zeros for a text without tokens', async () => {
    const zeros = new Float32Array(16)
    for (const text of ['', '   ', '\n\t']) expect(await encode(TINY, text)).toEqual(zeros)
    expect(await encode(await copyOfTiny({ prefix: 'query: ' }), ' ')).toEqual(zeros)
  })

  it('should pool over the tokens as the model itself does', async () => {
    const text = 'the same text, pooled twice'
    const mean = await copyOfTiny({ pooling: 'mean', output: 'last_hidden_state' })
    const [ours, its] = [await encode(mean, text), await encode(TINY, text)]
    for (let i = 0; i < 16; i++) expect(ours[i]).toBeCloseTo(its[i], 5)
  })

  it('should take the first token, another layer or the bare length where the manifest says so', async () => {
    const text = 'the same text'
    const cls = await encode(await copyOfTiny({ pooling: 'cls', output: 'last_hidden_state' }), text)
    const last = await encode(await copyOfTiny({ output: 'layers', layers: [{ layer: 2, weight: 3 }] }), text)
    const first = await encode(
      await copyOfTiny({ output: 'layers', layers: [{ layer: 0, weight: 1 }] }),
      text,
    )
    const bare = await encode(
      await copyOfTiny({ output: 'layers', layers: [{ layer: 2, weight: 3 }], normalise: false }),
      text,
    )
    const embedding = await encode(TINY, text)
    expect(cosine(last, embedding)).toBeCloseTo(1, 5)
    expect(cosine(cls, embedding)).toBeLessThan(0.999)
    expect(cosine(first, embedding)).toBeLessThan(0.999)
    expect(Math.hypot(...cls)).toBeCloseTo(1, 5)
    expect(Math.hypot(...bare)).toBeGreaterThan(2)
  })

  it('should put layers one after the other where the manifest says so', async () => {
    const layers = [
      { layer: 1, weight: 1 },
      { layer: 2, weight: 1 },
    ]
    const folder = await copyOfTiny({ output: 'layers', layers, combine: 'concatenate', dimension: 32 })
    const embedding = await encode(folder, 'two layers')
    expect(embedding).toHaveLength(32)
    expect(cosine(embedding.slice(16), await encode(TINY, 'two layers'))).toBeCloseTo(1, 5)
  })

  it('should read the layers that are asked for, each as strong as the others, under another id', async () => {
    const own = await readModelFolder(TINY)
    const read = await readModelFolder(TINY, { layers: [0, 2] })
    expect(read.manifest.dimension).toBe(2 * own.manifest.dimension)
    expect(read.id).not.toBe(own.id)
    const embedding = await encodeWith(read, 'two layers')
    for (const half of [embedding.slice(0, 16), embedding.slice(16)]) {
      expect(Math.hypot(...half)).toBeCloseTo(Math.SQRT1_2, 5)
    }
    expect(await layersOf(TINY)).toBe(2)
    await expect(encodeWith(await readModelFolder(TINY, { layers: [7] }), 'none')).rejects.toThrow(
      /no layer 7/,
    )
  })

  it('should put the prefix before the text', async () => {
    const prefixed = await encode(await copyOfTiny({ prefix: 'query: ' }), 'free offer')
    expect(prefixed).toEqual(await encode(TINY, 'query: free offer'))
    expect(cosine(prefixed, await encode(TINY, 'free offer'))).toBeLessThan(0.9999)
  })

  it('should use no more tokens than the manifest allows', async () => {
    const model = await loadModel(await readModelFolder(await copyOfTiny({ maxTokens: 10 })))
    expect(model.tokenise('one two three four five six seven')).toHaveLength(10)
  })
})

describe('pooling', () => {
  it('should average rows', () => {
    const data = Float32Array.of(1, 2, 3, 6)
    const settings = { pooling: 'mean', output: 'x', combine: 'sum' } as const
    expect([...pool(data, [1, 2, 2], settings)]).toEqual([2, 4])
  })

  it('should refuse an output that is not pooled and a layer that is not there', () => {
    const data = Float32Array.of(1, 2, 3, 6)
    const settings = { pooling: 'output', output: 'x', combine: 'sum' } as const
    expect(() => pool(data, [1, 2, 2], settings)).toThrow('has 2 rows where one is expected')
    const layers = [{ layer: 2, weight: 1 }]
    expect(() => pool(data, [1, 2, 2], { ...settings, layers })).toThrow('its layers are 0 to 1')
  })

  it('should give unit length to any vector but zero', () => {
    const vector = fc.float32Array({ minLength: 1, maxLength: 40, min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(vector, (values) => {
        const length = Math.hypot(...values)
        const scaled = toUnitLength(values.slice())
        if (length < 1e-20) expect(Math.hypot(...scaled)).toBeLessThan(1.001)
        else expect(Math.hypot(...scaled)).toBeCloseTo(1, 4)
      }),
    )
    expect([...toUnitLength(new Float32Array(3))]).toEqual([0, 0, 0])
  })
})

describe('model folder', () => {
  it('should have the same id wherever it lies, and another one when how it is used or what it is changes', async () => {
    const { id } = await readModelFolder(TINY)
    expect(id).toMatch(/^tiny@[0-9a-f]{12}$/)
    expect((await readModelFolder(await copyOfTiny())).id).toBe(id)
    for (const change of [
      { name: 'other' },
      { prefix: 'query: ' },
      { maxTokens: 32 },
      { normalise: false },
      { output: 'layers', layers: [{ layer: 1, weight: 1 }] },
    ]) {
      expect((await readModelFolder(await copyOfTiny(change))).id).not.toBe(id)
    }
    const folder = await copyOfTiny({ files: {} })
    const path = join(folder, 'tokenizer.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('"off"', '"ofg"'))
    expect((await readModelFolder(folder)).id).not.toBe(id)
  })

  it('should refuse a file that is not what the manifest says', async () => {
    const folder = await copyOfTiny()
    await writeFile(join(folder, 'tokenizer_config.json'), '{}')
    await expect(readModelFolder(folder)).rejects.toThrow(
      /tokenizer_config\.json is not the file it should be/,
    )
  })

  it('should say what is assumed of a model that nobody describes', async () => {
    const folder = await copyOfTiny()
    await rm(join(folder, 'manifest.json'))
    const { manifest, assumptions } = await readModelFolder(folder, { name: 'someone/model' })
    expect(manifest).toMatchObject({ dimension: 16, maxTokens: 64, pooling: 'mean', normalise: true })
    expect(assumptions).toEqual([expect.stringContaining('No recipe is known for "someone/model"')])
    expect(await encode(folder, 'works')).toHaveLength(16)
  })

  it('should refuse a folder without a model, without a width, or with a wrong manifest', async () => {
    await expect(readModelFolder(await temporaryFolder())).rejects.toThrow(
      /There is no encoder in .*Set HAMLET_ENCODER/,
    )
    const nameless = await copyOfTiny()
    await rm(join(nameless, 'manifest.json'))
    await writeFile(join(nameless, 'config.json'), '{}')
    await expect(readModelFolder(nameless)).rejects.toThrow('no hidden_size; write a manifest.json')
    await expect(readModelFolder(await copyOfTiny({ pooling: 'max' }))).rejects.toThrow(/is not a manifest/)
    const garbled = await copyOfTiny()
    await writeFile(join(garbled, 'manifest.json'), '{')
    await expect(readModelFolder(garbled)).rejects.toThrow(BadConfig)
  })

  it('should refuse a file that is no model, and a model without the output or the width named', async () => {
    const garbled = await copyOfTiny({ files: {} })
    await writeFile(join(garbled, 'onnx/model_quantized.onnx'), 'not a model')
    await expect(encode(garbled, 'x')).rejects.toThrow('is not a model that ONNX Runtime can load')
    await expect(encode(await copyOfTiny({ output: 'pooler' }), 'x')).rejects.toThrow('"pooler" is expected')
    await expect(encode(await copyOfTiny({ dimension: 17 }), 'x')).rejects.toThrow(
      'gives 16 numbers, not the 17',
    )
  })
})

describe('recipes', () => {
  it('should use each known hub model as its card says', () => {
    const short = [...recipes.values()].map(({ name, pooling, prefix, normalise, maxTokens, dimension }) => [
      name,
      { pooling, prefix, normalise, maxTokens, dimension },
    ])
    const usual = { prefix: '', normalise: true, dimension: 384 }
    expect(Object.fromEntries(short)).toEqual({
      'Xenova/all-MiniLM-L6-v2': { ...usual, pooling: 'mean', maxTokens: 256 },
      'Xenova/multilingual-e5-small': { ...usual, pooling: 'mean', maxTokens: 512, prefix: 'query: ' },
      'Xenova/bge-small-en-v1.5': { ...usual, pooling: 'cls', maxTokens: 512 },
    })
  })

  it('should pin the commit and every file of each', () => {
    for (const { revision, files } of recipes.values()) {
      expect(revision).toMatch(/^[0-9a-f]{40}$/)
      expect(Object.keys(files)).toEqual([
        'config.json',
        'tokenizer.json',
        'tokenizer_config.json',
        'onnx/model_quantized.onnx',
      ])
    }
  })
})
