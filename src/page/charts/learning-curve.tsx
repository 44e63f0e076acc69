/** Errors against marks: within a moving window, so that one sees what the newest marks were worth. */
import { useMemo } from 'preact/hooks'
import { wilson } from '../../interval.js'
import type { Compared } from '../api/answers.js'
import { formats } from '../format.js'
import { HEAD_TITLES, HEADS } from '../parts/heads.js'
import { Interval } from '../parts/interval.js'
import { Table } from '../parts/table.js'
import type { Drawing } from './drawing.js'
import { Plot } from './plot.js'

/** @param most the top of the axis in per cent, when several charts share it */
export function LearningCurve({ of: { curve }, most = null }: { of: Compared; most?: number | null }) {
  const drawing = useMemo(() => draw(curve, most), [curve, most])
  if (curve.length < 2) return <p class="soft">A learning curve needs more marks.</p>
  return (
    <Plot title="Errors among the last marks, and the 95 % interval of the own model" drawing={drawing}>
      <Table
        caption="Errors against marks"
        columns={[
          { title: 'Marks', numeric: true, cell: ({ marks }) => formats.count(marks) },
          { title: 'Among the last', numeric: true, cell: ({ window }) => formats.count(window.marks) },
          ...HEADS.map((head) => ({
            title: HEAD_TITLES[head],
            cell: ({ window }: Compared['curve'][number]) => (
              <Interval share={wilson(window[head], window.marks)} />
            ),
          })),
        ]}
        rows={curve}
        id={({ marks }) => marks}
      />
    </Plot>
  )
}

function draw(curve: Compared['curve'], most: number | null): Drawing {
  const own = curve.map(({ window }) => wilson(window.own, window.marks))
  const lines = HEADS.map((head) => curve.map(({ window }) => (100 * window[head]) / window.marks))
  return {
    x: 'marks',
    y: 'errors, %',
    xRange: null,
    yRange: most === null ? null : [0, most],
    data: [
      curve.map(({ marks }) => marks),
      ...lines,
      own.map((share) => share?.high),
      own.map((share) => share?.low),
    ],
    lines: [
      ...HEADS.map((head) => ({ title: HEAD_TITLES[head], color: head })),
      { title: '', color: 'own', edge: true },
      { title: '', color: 'own', edge: true },
    ],
    bands: [[4, 5, 'own']],
  }
}
