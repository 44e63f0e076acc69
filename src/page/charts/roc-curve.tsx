/** Spam caught against ham lost, for every threshold there could be. */
import { useMemo } from 'preact/hooks'
import uPlot from 'uplot'
import type { Compared, Head } from '../api/answers.js'
import { formats } from '../format.js'
import { HEAD_TITLES, HEADS } from '../parts/heads.js'
import { Table } from '../parts/table.js'
import type { Drawing } from './drawing.js'
import { Plot } from './plot.js'

export function RocCurve({ of: { roc, spamMarks, hamMarks } }: { of: Compared }) {
  const drawing = useMemo(() => draw(roc), [roc])
  if (spamMarks === 0 || hamMarks === 0) {
    return (
      <p class="soft">
        All marks are of one class: ham lost and spam caught cannot be weighed against each other.
      </p>
    )
  }
  const rows = HEADS.flatMap((head) => roc[head].points.map((point, at) => ({ head, at, ...point })))
  return (
    <Plot title={`Spam caught against ham lost (area ${areas(roc)})`} drawing={drawing}>
      <Table
        caption="Spam caught against ham lost"
        columns={[
          { title: 'Judged by', cell: ({ head }) => HEAD_TITLES[head] },
          { title: 'Ham lost', numeric: true, cell: ({ hamLost }) => formats.percent(hamLost) },
          { title: 'Spam caught', numeric: true, cell: ({ spamCaught }) => formats.percent(spamCaught) },
        ]}
        rows={rows}
        id={({ head, at }) => `${head} ${at}`}
      />
    </Plot>
  )
}

function areas(roc: Compared['roc']): string {
  return HEADS.map((head) => formats.decimal(roc[head].auc ?? 0)).join(', ')
}

/** Curves have points of their own; joined they share one axis. The last series are the points of the thresholds in force. */
function draw(roc: Compared['roc']): Drawing {
  const curve = (head: Head): uPlot.AlignedData => {
    // Straight up at one x: the highest point counts.
    const highest = new Map(roc[head].points.map(({ hamLost, spamCaught }) => [hamLost, spamCaught]))
    return [[...highest.keys()], [...highest.values()]]
  }
  const cut = (head: Head): uPlot.AlignedData => {
    const { at } = roc[head]
    return at ? [[at.hamLost], [at.spamCaught]] : [[], []]
  }
  return {
    x: 'ham lost, %',
    y: 'spam caught, %',
    xRange: [0, 100],
    yRange: [0, 103],
    data: uPlot.join([...HEADS.map(curve), ...HEADS.map(cut)]),
    lines: [
      ...HEADS.map((head) => ({ title: HEAD_TITLES[head], color: head })),
      ...HEADS.map((head) => ({ title: '', color: head, points: true as const })),
    ],
    bands: [],
  }
}
