import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  expectedCalibrationError,
  fitCalibration,
  logitOf,
  logLoss,
  sigmoid,
  UNSURE_BAND,
  verdictOf,
} from '../src/heads/calibration.js'

const lossOf = (logits: readonly number[], labels: readonly number[]) =>
  logits.reduce((sum, f, i) => sum + logLoss(labels[i] * f), 0) / Math.max(1, logits.length)

describe('sigmoid and logit', () => {
  it('should be each other’s inverse, and finite at the ends', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (f) => near(logitOf(sigmoid(f)), f, 1e-2)),
    )
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (p) =>
        near(sigmoid(logitOf(p)), p, 1e-12),
      ),
    )
    expect([sigmoid(-1000), sigmoid(0), sigmoid(1000)]).toEqual([0, 0.5, 1])
    expect(logitOf(0)).toBeLessThan(-34)
    expect(logitOf(1)).toBeGreaterThan(34)
    expect(Number.isFinite(logitOf(0)) && Number.isFinite(logitOf(1))).toBe(true)
  })

  it('should give the logistic loss without overflow', () => {
    expect(logLoss(0)).toBeCloseTo(Math.LN2, 15)
    expect(logLoss(1000)).toBe(0)
    expect(logLoss(-1000)).toBe(1000)
    expect(logLoss(40)).toBeCloseTo(Math.exp(-40), 30)
  })
})

describe('verdict', () => {
  it('should be spam from the threshold on, unsure in the band below it, and ham below that', () => {
    expect(UNSURE_BAND).toBeCloseTo(Math.log(3), 15)
    expect([0.5, 0.499, 0.26, 0.24].map((p) => verdictOf(p, 0.5))).toEqual([
      'spam',
      'unsure',
      'unsure',
      'ham',
    ])
    expect([0.9, 0.89, 0.76, 0.74].map((p) => verdictOf(p, 0.9))).toEqual(['spam', 'unsure', 'unsure', 'ham'])
    expect(verdictOf(0, 0.999)).toBe('ham')
    expect(verdictOf(1, 0.999)).toBe('spam')
  })
})

describe('calibration', () => {
  /** Labels whose frequencies are exactly those of σ(scale · f + shift): each logit repeated 1,000 times. */
  function drawn(scale: number, shift: number): { logits: number[]; labels: number[] } {
    const logits: number[] = []
    const labels: number[] = []
    for (let f = -6; f <= 6; f += 0.5) {
      const spam = Math.round(1000 * sigmoid(scale * f + shift))
      for (let i = 0; i < 1000; i++) {
        logits.push(f)
        labels.push(i < spam ? 1 : -1)
      }
    }
    return { logits, labels }
  }

  it('should find the scale of over-confident logits', () => {
    const { logits, labels } = drawn(0.4, 0)
    const { scale, shift } = fitCalibration(logits, labels)
    expect(scale).toBeCloseTo(0.4, 2)
    expect(shift).toBe(0)
    const calibrated = logits.map((f) => scale * f)
    expect(lossOf(calibrated, labels)).toBeLessThan(lossOf(logits, labels))
    expect(expectedCalibrationError(calibrated, labels)).toBeLessThan(0.003)
    expect(expectedCalibrationError(logits, labels)).toBeGreaterThan(0.05)
  })

  it('should find the shift too when asked to', () => {
    const { logits, labels } = drawn(1.5, -1)
    const { scale, shift } = fitCalibration(logits, labels, { shift: true })
    expect(scale).toBeCloseTo(1.5, 1)
    expect(shift).toBeCloseTo(-1, 1)
  })

  it('should stay finite, and be no worse than the identity, on any logits and labels', () => {
    const datum = fc.tuple(fc.double({ min: -500, max: 500, noNaN: true }), fc.constantFrom(1, -1))
    fc.assert(
      fc.property(fc.array(datum, { maxLength: 20 }), fc.boolean(), (data, withShift) => {
        const logits = data.map(([f]) => f)
        const labels = data.map(([, y]) => y)
        const { scale, shift } = fitCalibration(logits, labels, { shift: withShift })
        expect(Number.isFinite(scale) && Number.isFinite(shift)).toBe(true)
        if (data.length === 0) expect([scale, shift]).toEqual([1, 0])
        else {
          const calibrated = logits.map((f) => scale * f + shift)
          expect(lossOf(calibrated, labels)).toBeLessThanOrEqual(lossOf(logits, labels) + 1e-9)
        }
      }),
    )
  })

  it('should report a calibration error of |share − probability| for a constant prediction', () => {
    expect(expectedCalibrationError([0, 0, 0, 0], [1, 1, 1, -1])).toBeCloseTo(0.25, 12)
  })
})

function near(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance
}
