import type { Label, Side } from '../api/answers.js'
import { formats } from '../format.js'

export function VerdictPill({ side }: { side: Side }) {
  return (
    <span class="verdict">
      <span class={`pill ${side.verdict}`}>{side.verdict}</span>{' '}
      <span class="number">{formats.probability(side.probability)}</span>
    </span>
  )
}

export function LabelPill({ label }: { label: Label | null }) {
  return label === null ? (
    <span class="soft">no mark</span>
  ) : (
    <span class={`pill mark ${label}`}>{label}</span>
  )
}
