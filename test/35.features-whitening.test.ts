/** What all mail has in common is taken off its embeddings before a head learns from them. */
import { describe, expect, it } from 'vitest'
import { LEXICAL_SIZE } from '../src/features/lexical.js'
import { quantise, toSample } from '../src/features/vector.js'
import { onWhitened, packedLength, UNWHITENED, whiten } from '../src/features/whitening.js'
import { random } from '../src/training/draws.js'
import { fitWhitening } from '../src/training/whitening.js'

const DIMENSION = 12

/** Mails of two readers, whose embeddings share most of their first two directions. */
const mails = (() => {
  const draw = random(7)
  return Array.from({ length: 90 }, (_, i) => {
    const values = Array.from({ length: DIMENSION }, () => draw() - 0.5)
    values[0] += 2
    values[1] += i % 3 === 0 ? 1 : -1
    return { user: i % 2 === 0 ? 'ann' : 'ben', embedding: unit(values) }
  })
})()
const whitening = fitWhitening(mails)

function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values)
  return Float32Array.from(values, (value) => value / length)
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, k) => sum + value * b[k], 0)
}

describe('whitening', () => {
  it('should leave embeddings of length 1 on average, and mails of nothing in common but what all have unlike', () => {
    const whitened = mails.map(({ embedding }) => whiten(embedding, whitening))
    const squares = whitened.map((z) => dot(z, z))
    expect(squares.reduce((sum, square) => sum + square, 0) / squares.length).toBeCloseTo(1, 2)
    const alike = (all: readonly Float32Array[]) =>
      all.flatMap((a, i) => all.slice(0, i).map((b) => dot(a, b))).reduce((sum, each) => sum + each, 0) /
      packedLength(all.length - 1)
    expect(alike(mails.map(({ embedding }) => embedding))).toBeGreaterThan(0.6)
    expect(Math.abs(alike(whitened))).toBeLessThan(0.1)
    const [z, near] = [
      mails[0].embedding,
      unit(Array.from(mails[0].embedding, (v, k) => v + (k === 5 ? 0.02 : 0))),
    ]
    expect(dot(whiten(z, whitening), whiten(near, whitening))).toBeGreaterThan(0.5)
  })

  it('should let a head say of whitened embeddings what it said of them as they were', () => {
    const weights = Float64Array.from({ length: DIMENSION }, (_, k) => Math.sin(k))
    for (const { embedding } of mails)
      expect(dot(onWhitened(weights, whitening), whiten(embedding, whitening))).toBeCloseTo(
        dot(weights, embedding),
        4,
      )
    expect(onWhitened(weights, UNWHITENED)).toBe(weights)
  })

  it('should ask every reader alike, however much mail they have', () => {
    const flood = Array.from({ length: 2_000 }, () => ({
      user: 'cay',
      embedding: unit([0, 0, 0, 1, ...Array(8).fill(0)]),
    }))
    const one = fitWhitening([...mails, ...flood.slice(0, 50)])
    expect(fitWhitening([...mails, ...flood])).toEqual(one)
    expect(one).not.toEqual(whitening)
  })

  it('should be none where no mail has an embedding', () => {
    expect(fitWhitening([{ user: 'ann', embedding: new Int8Array(DIMENSION) }])).toBe(UNWHITENED)
    expect(fitWhitening([])).toBe(UNWHITENED)
  })

  it('should be how a sample is read, beside the embedding as it is', () => {
    const gains = new Float32Array(LEXICAL_SIZE)
    const features = quantise(mails[3].embedding, new Uint32Array(), gains)
    const { dense, unit: asItIs } = toSample(features, { gains, whitening })
    expect(dot(asItIs, asItIs)).toBeCloseTo(1, 5)
    expect(dense).toEqual(whiten(asItIs, whitening))
    const zero = quantise(new Float32Array(DIMENSION), new Uint32Array(), gains)
    expect(toSample(zero, { gains, whitening }).dense).toEqual(new Float32Array(DIMENSION))
  })
})
