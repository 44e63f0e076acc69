/** The transfer matrix: how well one user's model judges another user's marked mail. It tells which users are alike. */
import { sigmoid, verdictOf } from './heads/calibration.js'
import { logit } from './heads/head.js'
import type { Models } from './models.js'
import type { Mark, Store } from './store/store.js'

export interface TransferCell {
  /** Whose model. */
  row: string
  /** Whose marked mail. */
  column: string
  marks: number
  /** Marks that the row's model judges otherwise than the column's user. On the diagonal each mark is judged as it was before
   * its label was known, since the model has learned from it since. */
  errors: number
}

export interface Transfer {
  users: string[]
  cells: TransferCell[]
}

/** Users that do not exist are left out. Cost: users² × marks. */
export async function transferMatrix(store: Store, models: Models, names: string[]): Promise<Transfer> {
  const found = await Promise.all(names.map((name) => store.user(name)))
  const users = found.filter((user) => user !== null)
  const rows = await Promise.all(users.map((user) => models.of(user)))
  const cells: TransferCell[] = []
  for (const { user, threshold, shared, adapter } of rows) {
    for (const { user: other, marks, examples } of rows) {
      const judged = examples.map(
        ({ x }) => logit(models.base.head, x) + logit(shared, x) + logit(adapter, x),
      )
      const errors = marks.filter((mark, i) =>
        user.user === other.user ? wrongBefore(mark) : wrong(mark, verdictOf(sigmoid(judged[i]), threshold)),
      ).length
      cells.push({ row: user.user, column: other.user, marks: marks.length, errors })
    }
  }
  return { users: users.map(({ user }) => user), cells }
}

function wrongBefore(mark: Mark): boolean {
  return wrong(mark, mark.before.verdict)
}

/** Unsure mail is delivered, so it counts as ham. */
function wrong(mark: Mark, verdict: string): boolean {
  return (mark.label === 'spam') !== (verdict === 'spam')
}
