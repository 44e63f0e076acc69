/** The README's figures of the dashboard's calls, from what their bench wrote; nothing where it was not run. */
import { existsSync, readFileSync } from 'node:fs'
import { DASHBOARD_TITLES, type DashboardFigure, dashboardRows } from '../src/cli/bench-dashboard.js'

const FIGURE = new URL('../data/figures/dashboard.json', import.meta.url)

export function dashboardFigures(table: (titles: string[], rows: string[][]) => string): string[] {
  if (!existsSync(FIGURE)) return []
  const figure: DashboardFigure = JSON.parse(readFileSync(FIGURE, 'utf8'))
  const { users, messages, marks, megabytes } = figure
  const count = (value: number) => value.toLocaleString('en')
  return [
    `What the dashboard asks for, answered over HTTP with ${count(users)} users, ${count(messages)} mails and ${count(marks)} marks in a database of ${count(Math.round(megabytes))} MB (\`hamlet bench dashboard\`; the first time, and the median of five after it):`,
    '',
    table(DASHBOARD_TITLES, dashboardRows(figure)),
    '',
  ]
}
