/** From a drawing to uPlot's options. */
import type uPlot from 'uplot'
import type { Drawing, Line } from './drawing.js'

const FONT = '12px system-ui, sans-serif'

/** @param element where the chart stands, whose custom properties give the colours */
export function options(
  drawing: Drawing,
  size: { width: number; height: number },
  element: HTMLElement,
): uPlot.Options {
  const style = getComputedStyle(element)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    ...size,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    padding: [8, 12, 0, 0],
    scales: {
      x: { time: false, range: range(drawing.xRange) },
      y: { range: range(drawing.yRange) },
    },
    axes: [
      { ...axis(drawing.x, color), size: 30 },
      { ...axis(drawing.y, color), size: 54 },
    ],
    series: [{}, ...drawing.lines.map((line) => series(line, color))],
    bands: drawing.bands.map(([upper, lower, name]) => ({
      series: [upper, lower],
      fill: `color-mix(in srgb, ${color(name)} 18%, transparent)`,
    })),
  }
}

function range(wanted: [number, number] | null): uPlot.Scale.Range {
  return wanted ?? ((_, __, most) => [0, most > 0 ? most * 1.05 : 1])
}

function axis(label: string, color: (name: string) => string): uPlot.Axis {
  return {
    label,
    labelFont: FONT,
    labelSize: 20,
    font: FONT,
    stroke: color('soft'),
    grid: { stroke: color('line'), width: 1 },
    ticks: { stroke: color('line'), width: 1 },
  }
}

function series(line: Line, color: (name: string) => string): uPlot.Series {
  const stroke = color(line.color)
  if (line.edge) return { width: 0, stroke: 'transparent', points: { show: false } }
  if (line.points) return { width: 0, stroke, points: { show: true, size: 7, fill: stroke } }
  return {
    stroke,
    width: 2,
    spanGaps: true,
    points: { show: false },
    ...(line.dashed ? { dash: [4, 4] } : {}),
  }
}
