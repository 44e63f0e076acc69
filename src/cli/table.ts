import stringWidth from 'string-width'

/** A column of a table on the terminal. A column without `width` is as wide as what stands in it. */
export interface Column {
  title: string
  width?: number
  align?: 'left' | 'right'
}

/** Columns of figures; the first one is of names where it is said to be. */
export function figureColumns(titles: readonly string[], first: Column['align'] = 'right'): Column[] {
  return titles.map((title, at) => ({ title, align: at === 0 ? first : 'right' }))
}

/** Lines of a whole table: its titles, then its rows. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const fitted = columns.map((column, at) => ({
    ...column,
    width:
      column.width ??
      Math.max(...[column.title, ...rows.map((row) => row[at])].map((text) => stringWidth(text))),
  }))
  return [titleLine(fitted), ...rows.map((row) => tableLine(fitted, row))]
}

/** The first line of a table whose columns have widths. */
export function titleLine(columns: readonly Column[]): string {
  const titles = columns.map((column) => column.title)
  return tableLine(columns, titles)
}

/** One line of a table whose columns have widths: cells cut or padded to them, the last one left as it is. */
export function tableLine(columns: readonly Column[], row: readonly string[]): string {
  const cells = columns.map(({ width, align }, at) => {
    const text = printable(row[at])
    if (width === undefined || (at === columns.length - 1 && align !== 'right')) return text
    const cut = shorten(text, width)
    const padding = ' '.repeat(Math.max(0, width - stringWidth(cut)))
    return align === 'right' ? padding + cut : cut + padding
  })
  return cells.join('  ').trimEnd()
}

/** Cuts a text to columns of a terminal, where a Chinese character fills two; `…` stands for what was cut. */
function shorten(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let kept = ''
  for (const character of text) {
    if (stringWidth(kept + character) > width - 1) break
    kept += character
  }
  return `${kept}…`
}

/** Text of a mail with everything replaced that could move the cursor or colour the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
}
