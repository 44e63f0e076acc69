/**
 * The primal problem written out in plain arrays, and solved by Newton's method with a line search: slow, and independent
 * of everything in src/heads.
 */
import type { Head, Layout, Precision, Sample } from '../../src/heads/head.js'
import type { Example } from '../../src/heads/solver.js'

/** (dense, sparse over the whole id space, 1) */
export function vectorOf(x: Sample, layout: Layout): number[] {
  const sparse = new Array<number>(layout.route).fill(0)
  x.indices.forEach((id, k) => {
    sparse[id] = x.values[k]
  })
  return [...x.dense, ...sparse, 1]
}

export function weightsOf(head: Head, layout: Layout): number[] {
  const sparse = new Array<number>(layout.route).fill(0)
  head.weights.forEach((weight, k) => {
    sparse[head.ids === null ? k : head.ids[k]] = weight
  })
  return [...head.dense, ...sparse, head.bias]
}

export function diagonalOf(precision: Precision, layout: Layout): number[] {
  const lambdaOf = (id: number) => {
    if (id < layout.words) return precision.words
    if (id < layout.identity) return precision.identity
    return id < layout.shape ? precision.shape : precision.route
  }
  const sparse = Array.from({ length: layout.route }, (_, id) => lambdaOf(id))
  return [...new Array<number>(layout.dimension).fill(precision.embedding), ...sparse, precision.bias]
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * b[k], 0)
}

/** Rows are already vectors, so that several heads can be stacked into one (multi-task) problem. */
export interface Problem {
  rows: { x: number[]; y: number; weight: number; offset: number }[]
  diagonal: number[]
}

export function problemOf(examples: readonly Example[], precision: Precision, layout: Layout): Problem {
  const rows = examples.map(({ x, y, weight, offset }) => ({ x: vectorOf(x, layout), y, weight, offset }))
  return { rows, diagonal: diagonalOf(precision, layout) }
}

/** Σ C log(1 + exp(−y (o + w·x))) + ½ wᵀΛw */
export function objective({ rows, diagonal }: Problem, w: readonly number[]): number {
  const losses = rows.map(({ x, y, weight, offset }) => weight * softplus(-y * (offset + dot(w, x))))
  return losses.reduce((a, b) => a + b, 0) + w.reduce((sum, v, k) => sum + (diagonal[k] * v * v) / 2, 0)
}

/** Λw − Σ C σ(−y f) y x */
export function gradient({ rows, diagonal }: Problem, w: readonly number[]): number[] {
  const sum = w.map((v, k) => diagonal[k] * v)
  for (const { x, y, weight, offset } of rows) {
    const pull = (weight * y) / (1 + Math.exp(y * (offset + dot(w, x))))
    x.forEach((value, k) => {
      sum[k] -= pull * value
    })
  }
  return sum
}

export function newton(problem: Problem): number[] {
  let w = problem.diagonal.map(() => 0)
  for (let iteration = 0; iteration < 200; iteration++) {
    const g = gradient(problem, w)
    if (Math.hypot(...g) < 1e-11) break
    const step = solveLinear(hessian(problem, w), g)
    let length = 1
    const moved = (): number[] => w.map((v, k) => v - length * step[k])
    while (length > 1e-12 && objective(problem, moved()) > objective(problem, w)) length /= 2
    w = moved()
  }
  return w
}

function hessian({ rows, diagonal }: Problem, w: readonly number[]): number[][] {
  const h = diagonal.map((lambda, j) => diagonal.map((_, k) => (j === k ? lambda : 0)))
  for (const { x, y, weight, offset } of rows) {
    const p = 1 / (1 + Math.exp(y * (offset + dot(w, x))))
    const curvature = weight * p * (1 - p)
    const present = x.map((_, k) => k).filter((k) => x[k] !== 0)
    for (const j of present) for (const k of present) h[j][k] += curvature * x[j] * x[k]
  }
  return h
}

/** Gaussian elimination with pivoting. */
function solveLinear(matrix: number[][], right: readonly number[]): number[] {
  const a = matrix.map((row, j) => [...row, right[j]])
  const n = right.length
  for (let j = 0; j < n; j++) {
    const pivot = a.reduce(
      (best, row, k) => (k >= j && Math.abs(row[j]) > Math.abs(a[best][j]) ? k : best),
      j,
    )
    ;[a[j], a[pivot]] = [a[pivot], a[j]]
    for (let k = j + 1; k < n; k++) {
      const factor = a[k][j] / a[j][j]
      for (let l = j; l <= n; l++) a[k][l] -= factor * a[j][l]
    }
  }
  const x = new Array<number>(n).fill(0)
  for (let j = n - 1; j >= 0; j--) {
    x[j] = (a[j][n] - x.reduce((sum, v, k) => (k > j ? sum + a[j][k] * v : sum), 0)) / a[j][j]
  }
  return x
}

function softplus(z: number): number {
  return z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z))
}
