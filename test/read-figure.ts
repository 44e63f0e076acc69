import { existsSync, readFileSync } from 'node:fs'

/** Lines of a table in the README. */
export type Table = (titles: string[], rows: string[][]) => string

/** What a bench wrote to data/figures; null where it was not run yet, and then the README says nothing of it. */
export function readFigure<T>(name: string): T | null {
  const file = new URL(`../data/figures/${name}.json`, import.meta.url)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}
