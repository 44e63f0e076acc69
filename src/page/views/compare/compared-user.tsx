import type { Compared } from '../../api/answers.js'
import { Calibration } from '../../charts/calibration.js'
import { LearningCurve } from '../../charts/learning-curve.js'
import { RocCurve } from '../../charts/roc-curve.js'
import { Foreign } from '../../parts/foreign.js'

export function ComparedUser({ of, most }: { of: Compared; most: number }) {
  return (
    <section>
      <h2>
        <Foreign text={of.user} most={60} />
      </h2>
      {of.marks === 0 ? (
        <p class="soft">This user has marked nothing, so there is nothing to measure.</p>
      ) : (
        <div class="charts">
          <LearningCurve of={of} most={most} />
          <RocCurve of={of} />
          <Calibration of={of} />
        </div>
      )}
    </section>
  )
}
