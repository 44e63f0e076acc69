import type { TransferAnswer, TransferCell } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Foreign } from '../../parts/foreign.js'
import { href } from '../../route.js'
import { visible } from '../../visible.js'

/** A table that is coloured: the numbers are there for everyone. */
export function HeatMap({ answer: { users, cells } }: { answer: TransferAnswer }) {
  const byPlace = new Map(cells.map((cell) => [JSON.stringify([cell.row, cell.column]), cell]))
  const most = Math.max(10, ...cells.map((cell) => rate(cell) ?? 0))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="scroll" aria-label="Transfer matrix" tabIndex={0}>
      <table class="heat">
        <caption>Rows: whose model. Columns: whose mail.</caption>
        <thead>
          <tr>
            <td />
            {users.map((user) => (
              <th key={user} scope="col">
                <Foreign text={user} most={16} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {users.map((row) => (
            <tr key={row}>
              <th scope="row">
                <Foreign text={row} most={24} />
              </th>
              {users.map((column) => (
                <Cell key={column} cell={byPlace.get(JSON.stringify([row, column]))} most={most} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Cell({ cell, most }: { cell: TransferCell | undefined; most: number }) {
  const percent = cell ? rate(cell) : null
  if (!cell || percent === null) return <td class="soft">–</td>
  const { row, column, marks, errors } = cell
  const meaning = `${visible(row, 40)}’s model is wrong about ${formats.count(errors)} of ${formats.count(marks)} mails of ${visible(column, 40)}`
  return (
    <td class={row === column ? 'own-cell' : undefined} style={{ '--heat': `${(100 * percent) / most}%` }}>
      <a href={href(['transfer', row, column])} title={meaning}>
        {formats.percent(percent)}
        <span class="hidden">, {meaning}</span>
      </a>
    </td>
  )
}

function rate({ marks, errors }: TransferCell): number | null {
  return marks === 0 ? null : (100 * errors) / marks
}
