import type { FamiliesReport, Moves } from '../bench/families.js'
import { type Column, tableLines } from './table.js'

const COLUMNS: readonly Column[] = [
  { title: 'adapter learns from' },
  { title: 'marks' },
  { title: 'given', align: 'right' },
  { title: 'paraphrases moved', align: 'right' },
  { title: 'right ones kept', align: 'right' },
  { title: 'unrelated ham lost', align: 'right' },
]

/** What each adapter's marks did, in both directions together and in each. */
export function familiesLines(adapters: Record<string, FamiliesReport>): string[] {
  const rows = Object.entries(adapters).flatMap(([name, report]) => [
    row(name, 'all', report.total, lost(report)),
    row('', 'towards spam', report.towardsSpam, lost(report)),
    row('', 'towards ham', report.towardsHam, '-'),
  ])
  return tableLines(COLUMNS, rows)
}

function row(name: string, direction: string, moves: Moves, ham: string): string[] {
  const { marks, moved, paraphrases, kept, right } = moves
  return [name, direction, `${marks}`, share(moved, paraphrases, 1), share(kept, right, 1), ham]
}

function lost({ ham }: FamiliesReport): string {
  const sum = (of: 'moved' | 'tested') => ham.reduce((total, one) => total + one[of], 0)
  return share(sum('moved'), sum('tested'), 2)
}

/** `12.5 % (1 of 8)`; a dash of nothing. */
export function share(part: number, whole: number, digits: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(digits)} % (${part} of ${whole})`
}
