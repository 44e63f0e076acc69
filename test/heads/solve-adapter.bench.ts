/**
 * How long an adapter takes: `npx vitest bench --run --config test/vitest.config.ts`.
 *
 * The marks are of the real size (256 dense numbers, 200 features of a skewed vocabulary) and harder than real ones: half
 * of them are variants of 60 templates, and one label in ten is wrong, so that near-duplicates contradict each other.
 */
import { bench, describe } from 'vitest'
import { type Mark, solveAdapter } from '../../src/heads/adapter.js'
import type { Layout, Precision } from '../../src/heads/head.js'
import { sampleOf } from './samples.js'

const LAYOUT: Layout = { dimension: 256, words: 196_608, identity: 229_376, shape: 262_144, route: 294_912 }
const PRECISION: Precision = { embedding: 1, words: 1 / 30, identity: 0.1, shape: 1, route: 1, bias: 1 }
const FEATURES = 200
const TEMPLATES = 60

/** A linear congruential generator (Numerical Recipes): numbers in [0, 1), the same in every run. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function marksOf(count: number): Mark[] {
  const next = random(1)
  const noise = (): number => next() + next() + next() - 1.5
  // Rank r of 60,000 words comes with probability ~ 1/r and lies anywhere in the block.
  const word = (): number => Math.imul(Math.floor(60_000 ** next()), 2_654_435_761) >>> 0
  const draft = () => ({
    y: next() < 0.5 ? (1 as const) : (-1 as const),
    dense: Array.from({ length: LAYOUT.dimension }, noise),
    ids: [
      ...Array.from({ length: 2 * FEATURES }, () => word() % LAYOUT.words),
      ...Array.from({ length: 8 }, () => LAYOUT.words + Math.floor(2000 * next())),
      ...Array.from({ length: 20 }, () => LAYOUT.identity + Math.floor(400 * next() ** 3)),
    ],
  })
  const templates = Array.from({ length: TEMPLATES }, draft)
  return Array.from({ length: count }, (_, i) => {
    const template = templates[Math.floor(TEMPLATES * next() ** 2)]
    const mail = next() < 0.5 ? draft() : template
    const ids = mail.ids.filter(() => next() < 0.85)
    const x = sampleOf(
      LAYOUT,
      mail.dense.map((value) => value + 0.3 * noise()),
      ids,
    )
    const offset = 4 * mail.y + 2 * noise()
    const y = next() < 0.1 ? (-mail.y as 1 | -1) : mail.y
    return { id: String(i).padStart(6, '0'), markedAt: i, x, y, weight: 1, offset }
  })
}

describe('solving an adapter', () => {
  for (const count of [1, 100, 2000]) {
    const marks = marksOf(count)
    bench(
      `${count} marks`,
      () => {
        solveAdapter(marks, { layout: LAYOUT, precision: PRECISION, prior: null, threshold: 0.5 })
      },
      { iterations: 20, time: 0, warmupIterations: 5, warmupTime: 0 },
    )
  }
})
