/** A table that scrolls inside its frame where it is too wide, and turns each row into a card on a phone. */
import type { ComponentChildren } from 'preact'

export interface Column<Row> {
  title: string
  /** What the server sorts by, where the column can be sorted by. */
  sort?: string
  numeric?: boolean
  cell(row: Row): ComponentChildren
}

/** What a table is sorted by now, and the address of another order. */
export interface Order {
  by: string
  descending: boolean
  href(by: string): string
}

interface Props<Row> {
  /** Says what the table shows; read by screen readers. */
  caption: string
  columns: Column<Row>[]
  rows: readonly Row[]
  id(row: Row): string | number
  order?: Order
  /** Stands in place of the rows when there are none. */
  empty?: ComponentChildren
}

export function Table<Row>({ caption, columns, rows, id, order, empty = 'Nothing yet.' }: Props<Row>) {
  if (rows.length === 0) return <p class="soft">{empty}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="scroll" aria-label={caption} tabIndex={0}>
      <table class="cards">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.title} column={column} order={order} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={id(row)}>{columns.map((column, at) => cell(column, row, at === 0))}</tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Heading<Row>({ column, order }: { column: Column<Row>; order: Order | undefined }) {
  const { title, sort, numeric } = column
  const style = numeric ? 'number' : undefined
  if (!order || sort === undefined) {
    return (
      <th scope="col" class={style}>
        {title}
      </th>
    )
  }
  const direction = order.descending ? 'descending' : 'ascending'
  return (
    <th scope="col" class={style} aria-sort={order.by === sort ? direction : undefined}>
      <a class="sort" href={order.href(sort)}>
        {title}
      </a>
    </th>
  )
}

function cell<Row>({ title, numeric, cell }: Column<Row>, row: Row, first: boolean) {
  const style = numeric ? 'number' : undefined
  if (first) {
    return (
      <th key={title} scope="row" class={style}>
        {cell(row)}
      </th>
    )
  }
  return (
    <td key={title} class={style} data-label={title}>
      {cell(row)}
    </td>
  )
}
