/** Whether probabilities hold: of the mail that got 80 %, four in five should be spam. */
import { useMemo } from 'preact/hooks'
import type { Bin, Compared } from '../api/answers.js'
import { formats } from '../format.js'
import { Interval } from '../parts/interval.js'
import { Table } from '../parts/table.js'
import type { Drawing } from './drawing.js'
import { Plot } from './plot.js'

export function Calibration({ of: { calibration } }: { of: Compared }) {
  const bins = calibration.own
  const drawing = useMemo(() => draw(bins), [bins])
  return (
    <Plot title="Marked spam against the probability that was given, and its 95 % interval" drawing={drawing}>
      <Table
        caption="Marked spam by the probability that was given"
        columns={[
          {
            title: 'Probability',
            cell: ({ from, to }) => `${formats.percent(100 * from)} to ${formats.percent(100 * to)}`,
          },
          { title: 'Mean', numeric: true, cell: ({ probability }) => formats.probability(probability) },
          { title: 'Marks', numeric: true, cell: ({ marks }) => formats.count(marks) },
          { title: 'Marked spam', cell: ({ spam }) => <Interval share={spam} /> },
        ]}
        rows={bins}
        id={({ from }) => from}
      />
    </Plot>
  )
}

/** The dashed line is where points should lie. */
function draw(bins: Bin[]): Drawing {
  const inner = bins.map(({ probability, spam }) => ({ x: 100 * probability, ...spam }))
  const ends = (value: number) => ({ x: value, percent: null, low: null, high: null })
  const all = [ends(-0.001), ...inner, ends(100.001)]
  return {
    x: 'probability given, %',
    y: 'marked spam, %',
    xRange: [0, 100],
    yRange: [0, 103],
    data: [
      all.map(({ x }) => x),
      all.map(({ x }) => x),
      all.map(({ percent }) => percent),
      all.map(({ percent }) => percent),
      all.map(({ high }) => high),
      all.map(({ low }) => low),
    ],
    lines: [
      { title: 'as it should be', color: 'soft', dashed: true },
      { title: 'Own model', color: 'own' },
      { title: '', color: 'own', points: true },
      { title: '', color: 'own', edge: true },
      { title: '', color: 'own', edge: true },
    ],
    bands: [[4, 5, 'own']],
  }
}
