/** The table of users: marks, and how often each stage was wrong before it knew the label. */

const HEADS = ['base', 'shared', 'own']

/** Of how many marks each figure is a part. */
const FIGURES = {
  errors: { wrong: (head) => head.hamLost + head.spamMissed, of: (row) => row.marks },
  hamLost: { wrong: (head) => head.hamLost, of: (row) => row.hamMarks },
  spamMissed: { wrong: (head) => head.spamMissed, of: (row) => row.spamMarks },
}

const percent = new Intl.NumberFormat(undefined, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})
const integer = new Intl.NumberFormat()
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

/** Share of the marks that the head had wrong, 0 to 1; null where there are none. */
function rate(row, head, figure) {
  const { wrong, of } = FIGURES[figure]
  return of(row) === 0 ? null : wrong(row[head]) / of(row)
}

/**
 * Draws the table anew.
 * @param accuracy the answer of /v1/admin/accuracy
 * @param view {figure, sort, descending}: the figure shown, the column sorted by, its direction
 */
export function drawUsers(table, template, accuracy, view) {
  const rows = sorted(accuracy.users, view)
  const rates = rows.flatMap((row) => HEADS.map((head) => rate(row, head, view.figure) ?? 0))
  const longest = Math.max(...rates, 0.001)
  const draw = (row) => drawRow(template, row, view.figure, longest)
  table.tBodies[0].replaceChildren(...rows.map(draw))
  const { totals } = accuracy
  const user = totals.users === 1 ? 'The one user' : `All ${integer.format(totals.users)} users`
  table.tFoot.replaceChildren(draw({ ...totals, user, lastMarkAt: latest(rows) }))
  for (const button of table.tHead.querySelectorAll('button')) {
    const direction = view.descending ? 'descending' : 'ascending'
    button.closest('th').ariaSort = button.dataset.sort === view.sort ? direction : 'none'
  }
}

/** Rows without a value stand last either way; equal ones, those with more marks first. */
function sorted(users, { sort, figure, descending }) {
  const value = (row) => (HEADS.includes(sort) ? rate(row, sort, figure) : row[sort])
  return users.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)]
    if (left === null || right === null) return (left === null) - (right === null) || b.marks - a.marks
    const order = typeof left === 'string' ? left.localeCompare(right) : left - right
    return (descending ? -order : order) || b.marks - a.marks
  })
}

function latest(rows) {
  const times = rows.map((row) => row.lastMarkAt).filter((time) => time !== null)
  return times.length === 0 ? null : Math.max(...times)
}

function drawRow(template, row, figure, longest) {
  const tr = template.content.firstElementChild.cloneNode(true)
  const write = (selector, text) => {
    tr.querySelector(selector).textContent = text
  }
  write('.user', row.user)
  write('.messages', integer.format(row.messages))
  write('.marks', integer.format(row.marks))
  write('.last', row.lastMarkAt === null ? 'never' : day.format(row.lastMarkAt))
  for (const head of HEADS) {
    const share = rate(row, head, figure)
    write(`.${head} .rate`, share === null ? '–' : percent.format(share))
    write(`.${head} .counts`, share === null ? 'no marks' : counts(row[head], row, figure))
    tr.querySelector(`rect.${head}`).setAttribute('width', String((100 * (share ?? 0)) / longest))
  }
  return tr
}

function counts(head, row, figure) {
  if (figure === 'errors') {
    return `${integer.format(head.hamLost)} lost, ${integer.format(head.spamMissed)} missed`
  }
  const { wrong, of } = FIGURES[figure]
  return `${integer.format(wrong(head))} of ${integer.format(of(row))}`
}
