import { describe, expect, it } from 'vitest'
import { decodeBase, encodeBase } from '../src/heads/base-files.js'
import { createBase } from '../src/heads/base-making.js'
import { logit } from '../src/heads/head.js'
import { FLAT, sampleOf, TINY } from './heads/samples.js'

const PARTS = {
  name: 'tiny',
  encoder: 'encoder@1',
  layout: TINY,
  gains: Float32Array.from({ length: TINY.route }, (_, id) => id / 3),
  head: {
    dense: Float64Array.of(0.1, -0.2, 0.3),
    ids: Uint32Array.of(1, 10),
    weights: Float64Array.of(1 / 3, -7),
    bias: 0.7,
  },
  precision: { adapter: FLAT, shared: { ...FLAT, bias: 4 } },
  card: { trainedOn: 'mail written for this test' },
}
const BASE = createBase(PARTS)

describe('base', () => {
  it('should give the logits of the head that it was made of, rounded once to single precision', () => {
    const x = sampleOf(TINY, [1, 1, 0], [1, 2, 10])
    expect(logit(BASE.head, x)).toBeCloseTo(logit(PARTS.head, x), 6)
    expect(BASE.head.bias).toBe(Math.fround(0.7))
    expect(BASE.head.ids).toBeNull()
  })

  it('should come back exactly from its two files', () => {
    const { json, bin } = encodeBase(BASE)
    expect(decodeBase(json, bin)).toEqual(BASE)
    expect(bin.length).toBe(4 * (TINY.route + TINY.route + 3))
    expect(json).toContain('mail written for this test')
  })

  it('should come back with its whitening, which is one of its numbers', () => {
    const base = createBase({ ...PARTS, whitening: Float32Array.of(1, 0.5, 1, 0.25, 0, 1) })
    const { json, bin } = encodeBase(base)
    expect(decodeBase(json, bin)).toEqual(base)
    expect(base.id).not.toBe(BASE.id)
    expect(() => createBase({ ...PARTS, whitening: Float32Array.of(1, 2) })).toThrow('whitening')
  })

  it('should expect as much spam as ham where it does not say what it was calibrated on', () => {
    const { json, bin } = encodeBase(createBase({ ...PARTS, prevalence: 0.3 }))
    expect(decodeBase(json, bin).prevalence).toBe(0.3)
    const { prevalence, ...older } = JSON.parse(encodeBase(BASE).json)
    expect(prevalence).toBe(0.5)
    expect(decodeBase(JSON.stringify(older), encodeBase(BASE).bin)).toEqual(BASE)
    expect(() => decodeBase(json.replace('0.3', '0.4'), bin)).toThrow('its id does not fit')
  })

  it('should keep its id when only its card changes, and have another id when any number does', () => {
    const id = (changed: object): string => createBase({ ...PARTS, ...changed }).id
    expect(BASE.id).toMatch(/^tiny-[0-9a-f]{12}$/)
    expect(id({ card: {} })).toBe(BASE.id)
    const changes = [
      { encoder: 'encoder@2' },
      { gains: PARTS.gains.with(3, 2) },
      { head: { ...PARTS.head, bias: 0.8 } },
      { head: { ...PARTS.head, weights: Float64Array.of(1 / 3, -7.1) } },
      { head: { ...PARTS.head, dense: Float64Array.of(0.1, -0.2, 0.31) } },
      { precision: { ...PARTS.precision, adapter: { ...FLAT, words: 2 } } },
    ]
    expect(new Set([BASE.id, ...changes.map(id)]).size).toBe(changes.length + 1)
  })

  it('should refuse parts that do not fit', () => {
    expect(() => createBase({ ...PARTS, gains: new Float32Array(3) })).toThrow('layout')
    const precision = { ...PARTS.precision, adapter: { ...FLAT, words: Infinity } }
    expect(() => createBase({ ...PARTS, precision })).toThrow('Infinity is not')
  })

  it('should refuse damaged files, and files that do not belong together, with a sentence', () => {
    const { json, bin } = encodeBase(BASE)
    const other = encodeBase(
      createBase({ ...PARTS, head: { ...PARTS.head, bias: 9 }, gains: PARTS.gains.with(0, 9) }),
    )
    expect(() => decodeBase(json, bin.subarray(1))).toThrow('base.bin is damaged')
    expect(() => decodeBase(json, other.bin)).toThrow('base.bin is damaged or belongs to another base.json')
    for (let at = 0; at < bin.length; at += 7) {
      expect(() => decodeBase(json, bin.with(at, bin[at] ^ 1))).toThrow('base.bin is damaged')
    }
    expect(() => decodeBase(json.slice(0, -5), bin)).toThrow('not JSON')
    expect(() => decodeBase('null', bin)).toThrow('format')
    expect(() => decodeBase(json.replace('hamlet-base/2', 'hamlet-base/1'), bin)).toThrow(
      'reads hamlet-base/2',
    )
    expect(() => decodeBase(json.replace('"layout"', '"outlay"'), bin)).toThrow('parts of it are missing')
    expect(() => decodeBase(json.replace('"words": 6', '"words": 5'), bin)).toThrow('its id does not fit')
    expect(() => decodeBase(json.replace('encoder@1', 'encoder@2'), bin)).toThrow('its id does not fit')
  })
})
