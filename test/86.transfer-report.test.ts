import { describe, expect, it } from 'vitest'
import { interval, REPLICATES, replicateMeans, resamples } from '../src/bench/bootstrap.js'
import { errorPlot } from '../src/bench/error-plot.js'
import type { Cell, UserResult } from '../src/bench/transfer.js'
import { transferReport } from '../src/bench/transfer-report.js'

describe('the bootstrap', () => {
  it('should draw each mail anew, as many as there are', () => {
    const draws = resamples(50, 1)
    expect(draws).toHaveLength(REPLICATES)
    for (const counts of draws) expect(counts.reduce((sum, count) => sum + count, 0)).toBe(50)
    expect(draws[0]).not.toEqual(draws[1])
    expect(resamples(50, 1)[0]).toEqual(draws[0])
  })

  it('should give the interval of a share that the binomial distribution gives', () => {
    // 10 of 400: standard error √(0.025 · 0.975 / 400) = 0.0078.
    const values = Float64Array.from({ length: 400 }, (_, i) => (i < 10 ? 1 : 0))
    const { low, high } = interval(replicateMeans(values, resamples(400, 7)))
    expect(low).toBeGreaterThan(0.007)
    expect(low).toBeLessThan(0.014)
    expect(high).toBeGreaterThan(0.037)
    expect(high).toBeLessThan(0.046)
  })

  it('should give a point where nothing varies', () => {
    expect(interval(new Float64Array(9).fill(3))).toEqual({ low: 3, high: 3 })
    expect(interval(new Float64Array(9).fill(Infinity))).toEqual({ low: Infinity, high: Infinity })
  })
})

/** A filter that errs on the first `wrong` of 200 mails. */
function cell(filter: string, wrong: number, count: Cell['count'] = 0): Cell {
  return {
    ...{ way: 'random', filter, count, marks: 0, hamLost: 0, spamMissed: 0, roca: wrong / 100 },
    errors: wrong / 2,
    calibrationError: filter === 'hamlet' ? 0.01 : null,
    equalCatch: filter === 'hamlet' ? [{ peer: 'weak', caught: 90, peerLost: wrong, lost: wrong / 2 }] : [],
    wrong: Float64Array.from({ length: 200 }, (_, i) => (i < wrong ? 1 : 0)),
  }
}

function result(user: string, cells: Cell[]): UserResult {
  return { user, mails: { first: 9, ham: 100, spam: 100, drawnOrder: false, sha256: user }, cells }
}

describe('the report', () => {
  const report = transferReport(
    [
      result('ann', [cell('hamlet', 10), cell('weak', 40), cell('strong', 20)]),
      result('bob', [cell('hamlet', 2), cell('weak', 4), cell('strong', 8)]),
    ],
    1,
  )
  const row = (user: string, filter: string) =>
    report.rows.find((each) => each.user === user && each.filter === filter)

  it('should count every user alike in the mean', () => {
    expect(row('mean', 'hamlet')?.errors.percent).toBe(3)
    expect(row('mean', 'weak')?.errors.percent).toBe(11)
    expect(row('mean', 'hamlet')?.roca).toBeCloseTo(0.06)
    expect(row('mean', 'hamlet')?.equalCatch).toEqual([{ peer: 'weak', caught: 90, peerLost: 6, lost: 3 }])
  })

  it('should compare us with the peer that errs least: of each user, and of all', () => {
    expect(row('ann', 'hamlet')?.ratio).toMatchObject({ peer: 'strong', times: 0.5 })
    expect(row('bob', 'hamlet')?.ratio).toMatchObject({ peer: 'weak', times: 0.5 })
    expect(row('mean', 'hamlet')?.ratio).toMatchObject({ peer: 'strong', times: 3 / 7 })
    expect(row('ann', 'weak')?.ratio).toBeNull()
  })

  it('should draw both filters of a ratio together', () => {
    const [paired] = transferReport([result('ann', [cell('hamlet', 20), cell('peer', 20)])], 1).rows
    expect(paired.ratio).toEqual({ peer: 'peer', times: 1, low: 1, high: 1 })
  })

  it('should have intervals around its figures', () => {
    for (const { errors } of report.rows) {
      expect(errors.low).toBeLessThanOrEqual(errors.percent)
      expect(errors.high).toBeGreaterThanOrEqual(errors.percent)
      expect(errors.high).toBeGreaterThan(errors.low)
    }
  })

  it('should be drawn with a line for each filter', () => {
    const svg = errorPlot(report.rows)
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
    for (const name of ['hamlet', 'weak', 'strong']) expect(svg).toContain(`>${name}</text>`)
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })
})
