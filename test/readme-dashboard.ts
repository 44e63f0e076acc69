/** The README's figures of the dashboard's calls and views, from what was measured of them; nothing where it was not. */
import { DASHBOARD_TITLES, type DashboardFigure, dashboardRows } from '../src/cli/bench-dashboard.js'
import type { ViewsFigure } from './page/view-figure.js'
import { folded, readFigure, type Table } from './read-figure.js'

/** By the median. */
const slowest = (rows: { median: number }[]) => Math.max(...rows.map(({ median }) => median)).toFixed(0)
const count = (value: number) => value.toLocaleString('en')

export function dashboardFigures(table: Table): string[] {
  return [...callFigures(table), ...viewFigures(table)]
}

function callFigures(table: Table): string[] {
  const figure = readFigure<DashboardFigure>('dashboard')
  if (figure === null) return []
  const { users, messages, marks, megabytes } = figure
  return [
    `What the dashboard asks for, answered over HTTP with ${count(users)} users, ${count(messages)} mails and ${count(marks)} marks in a database of ${count(Math.round(megabytes))} MB (\`hamlet bench dashboard\`; the first time, and the median of five after it): the slowest call takes ${slowest(figure.calls)} ms.`,
    '',
    ...folded('Call by call', [table(DASHBOARD_TITLES, dashboardRows(figure)), '']),
  ]
}

function viewFigures(table: Table): string[] {
  const figure = readFigure<ViewsFigure>('dashboard-views')
  if (figure === null) return []
  const { users, messages, views } = figure
  const milliseconds = (value: number) => `${value.toFixed(0)} ms`
  return [
    `Its views in Chromium with ${count(users)} users and ${count(messages)} mails, from the beginning of the navigation, with nothing cached in the browser, until all of it is painted (\`npm run view-times\` on what \`hamlet bench dashboard --keep crowd.db\` made; the first time since the service started, and the median of three after it): the first page takes ${views[0].median.toFixed(0)} ms, the slowest view ${slowest(views)} ms.`,
    '',
    ...folded('View by view', [
      table(
        ['view', 'first', 'median'],
        views.map(({ view, first, median }) => [view, milliseconds(first), milliseconds(median)]),
      ),
      '',
    ]),
  ]
}
