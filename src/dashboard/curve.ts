/** The learning curve: how errors grow with marks, and how often the last ones before each point were errors. */
import { type Outcome, STAGES, type Stage } from './prequential.js'

export interface CurvePoint extends Record<Stage, number> {
  /** How many marks came before; the stages' numbers are how many of these were errors. */
  marks: number
  /** The same of the last marks before the point. */
  window: Record<Stage, number> & { marks: number }
}

const POINTS = 60
const WINDOW = 25

/** At most POINTS points, evenly spaced, the last one after all marks. */
export function curveOf(outcomes: readonly Outcome[]): CurvePoint[] {
  const step = Math.max(1, outcomes.length / POINTS)
  const count = Math.min(POINTS, outcomes.length)
  const ends = Array.from({ length: count }, (_, i) => Math.round((i + 1) * step))
  return ends.map((end) => {
    const start = Math.max(0, end - WINDOW)
    return {
      marks: end,
      ...errors(outcomes.slice(0, end)),
      window: { marks: end - start, ...errors(outcomes.slice(start, end)) },
    }
  })
}

function errors(outcomes: readonly Outcome[]): Record<Stage, number> {
  const [base, shared, own] = STAGES.map((stage) => outcomes.filter(({ wrong }) => wrong[stage]).length)
  return { base, shared, own }
}
