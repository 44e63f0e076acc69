/** Errors against marks as an SVG file: one panel a way of marking, one line a filter, its 95 % interval shaded. */
import type { Count } from './marking.js'
import type { Row } from './transfer-report.js'

const PANEL = { width: 420, height: 260, left: 52, top: 40, gap: 70, bottom: 48 }
/** Colours that stay apart for the colour-blind (Okabe and Ito 2008), ours first. */
const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#56b4e9']
const WAY_TITLES = { random: 'marks, drawn at random', corrections: 'marks, each a mistake of the filter' }

/** The mean over the users. */
export function errorPlot(rows: readonly Row[]): string {
  const means = rows.filter(({ user }) => user === 'mean')
  const ways = [...new Set(means.map(({ way }) => way))]
  const filters = [...new Set(means.map(({ filter }) => filter))]
  const highest = Math.max(...means.map(({ errors }) => errors.high))
  const width = PANEL.left + ways.length * PANEL.width + (ways.length - 1) * PANEL.gap + 20
  const height = PANEL.top + PANEL.height + PANEL.bottom
  const panels = ways.map((way, at) => {
    const x = PANEL.left + at * (PANEL.width + PANEL.gap)
    const lines = filters.map((name, i) =>
      line(
        means.filter((row) => row.way === way && row.filter === name),
        COLOURS[i % COLOURS.length],
        highest,
      ),
    )
    const counts = means
      .filter((row) => row.way === way && row.filter === filters[0])
      .map(({ count }) => count)
    return `<g transform="translate(${x} ${PANEL.top})">${axes(counts, highest, WAY_TITLES[way])}${lines.join('')}</g>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    '<title>Errors against marks</title>',
    `<rect width="${width}" height="${height}" fill="white"/>`,
    legend(filters),
    ...panels,
    '</svg>\n',
  ].join('\n')
}

/** Numbers of marks stand at equal distances: what matters happens among the first few. */
function xOf(at: number, places: number): number {
  return places < 2 ? PANEL.width / 2 : (at / (places - 1)) * PANEL.width
}

function yOf(errors: number, highest: number): number {
  return PANEL.height * (1 - errors / niceTop(highest))
}

/** The least of 1, 2, 4, 5, 8 times a power of ten that is not below. */
function niceTop(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(highest, 1e-9)))
  return power * ([1, 2, 4, 5, 8].find((step) => step * power >= highest) ?? 10)
}

function axes(counts: readonly Count[], highest: number, title: string): string {
  const top = niceTop(highest)
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const y = yOf(share * top, highest).toFixed(1)
    return `<path d="M0 ${y}H${PANEL.width}" stroke="#ddd"/><text x="-8" y="${y}" dy="4" text-anchor="end">${Number((share * top).toPrecision(3))}</text>`
  })
  const ticks = counts.map(
    (count, i) =>
      `<text x="${xOf(i, counts.length).toFixed(1)}" y="${PANEL.height + 18}" text-anchor="middle">${count}</text>`,
  )
  return [
    ...grid,
    ...ticks,
    `<text x="${PANEL.width / 2}" y="${PANEL.height + 38}" text-anchor="middle">${title}</text>`,
    `<text transform="translate(-40 ${PANEL.height / 2}) rotate(-90)" text-anchor="middle">errors, %</text>`,
  ].join('')
}

function line(rows: readonly Row[], colour: string, highest: number): string {
  const point = (errors: number, i: number) =>
    `${xOf(i, rows.length).toFixed(1)} ${yOf(errors, highest).toFixed(1)}`
  const high = rows.map(({ errors }, i) => point(errors.high, i))
  const low = rows.map(({ errors }, i) => point(errors.low, i)).reverse()
  const middle = rows.map(({ errors }, i) => point(errors.percent, i))
  const dots = middle.map((at) => {
    const [x, y] = at.split(' ')
    return `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`
  })
  return `<path d="M${[...high, ...low].join('L')}Z" fill="${colour}" opacity="0.15"/><path d="M${middle.join('L')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`
}

function legend(filters: readonly string[]): string {
  return filters
    .map((name, i) => {
      const x = PANEL.left + i * 120
      return `<path d="M${x} 16h20" stroke="${COLOURS[i % COLOURS.length]}" stroke-width="3"/><text x="${x + 26}" y="20">${name}</text>`
    })
    .join('')
}
