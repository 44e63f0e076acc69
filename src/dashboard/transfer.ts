/** The transfer matrix: how well one user's model judges another user's marked mail. It tells which users are alike. */
import { BadInput } from '../errors.js'
import type { Sample } from '../heads/head.js'
import { judge, judgeMany, type Model, type Side } from '../model.js'
import type { Models } from '../models.js'
import type { Judgement, Mark, RankedUser, Store } from '../store/store.js'
import type { Verdict } from '../types.js'
import { knownUser } from '../user-name.js'

export interface TransferCell {
  /** Whose model. */
  row: string
  /** Whose marked mail. */
  column: string
  /** That were judged: the newest. */
  marks: number
  /** Marks that the row's model judges otherwise than the column's user. On the diagonal each mark is judged as it was before
   * its label was known, since the model has learned from it since. */
  errors: number
  /** Errors by what they cost: ham judged spam, spam not judged spam. */
  hamLost: number
  spamMissed: number
}

export interface Transfer {
  users: string[]
  cells: TransferCell[]
}

/** A marked mail of the column's user, as the row's model judges it. */
export interface TransferMail extends Pick<Mark, 'id' | 'sender' | 'subject' | 'label' | 'markedAt'> {
  judgement: Judgement
  wrong: boolean
}

export interface TransferMails extends Omit<TransferCell, 'hamLost' | 'spamMissed'> {
  mails: TransferMail[]
  next: string | null
}

/** The users with the most marks, the most first. */
export async function mostMarks(store: Store, limit: number): Promise<string[]> {
  const query = { sort: 'marks', descending: true, filter: 'marked', name: '', limit } as const
  const { users }: { users: RankedUser[] } = await store.ranking(query)
  return users.map(({ user }) => user)
}

/** Newest marks of a user that are judged: enough for two digits, and few enough that twenty users take a second. */
const MOST_MARKS = 200

/** Users that do not exist are left out. Cost: users² × MOST_MARKS. */
export async function transferMatrix(store: Store, models: Models, names: string[]): Promise<Transfer> {
  const found = await Promise.all(names.map((name) => store.user(name)))
  const rows: Model[] = []
  for (const user of found) if (user !== null) rows.push(await models.of(user))
  const cells: TransferCell[] = []
  for (const row of rows) {
    const judge = judgeMany(row)
    for (const column of rows) cells.push(cellOf(row, column, judgedBy(row, column, judge)))
    // Other calls are answered in between.
    await new Promise(setImmediate)
  }
  return { users: rows.map(({ user }) => user.user), cells }
}

/**
 * The mails behind a cell, by id; only those judged wrongly where `wrong` says so.
 * @throws NotFound for a user who does not exist, BadInput for a cursor that is no id of a mark
 */
export async function transferMails(
  store: Store,
  models: Models,
  {
    row,
    column,
    wrong,
    limit,
    after,
  }: { row: string; column: string; wrong: boolean; limit: number; after?: string },
): Promise<TransferMails> {
  const [rowModel, columnModel] = [
    await models.of(await knownUser(store, row)),
    await models.of(await knownUser(store, column)),
  ]
  const judged = judgedBy(rowModel, columnModel, (x) => judge(rowModel, x))
  if (after !== undefined && !judged.some(({ id }) => id === after)) {
    throw new BadInput('The mail where the page before ended is no longer marked: begin at the first page.')
  }
  const left = judged.filter((mail) => (mail.wrong || !wrong) && mail.id > (after ?? ''))
  const mails = left.slice(0, limit)
  const next = left.length > limit ? (mails.at(-1)?.id ?? null) : null
  const { marks, errors } = cellOf(rowModel, columnModel, judged)
  return { row, column, marks, errors, mails, next }
}

type Judged<By extends Side> = Omit<TransferMail, 'judgement'> & { judgement: By | Judgement }

/** The column's newest marks, sorted by id. @param judge by the row's model */
function judgedBy<By extends Side>(row: Model, column: Model, judge: (x: Sample) => By): Judged<By>[] {
  const since = column.marks.map(({ markedAt }) => markedAt).sort((a, b) => b - a)[MOST_MARKS] ?? -Infinity
  const newest = column.marks.map((mark, i) => ({ mark, x: column.examples[i].x }))
  return newest
    .filter(({ mark }) => mark.markedAt > since)
    .map(({ mark, x }) => {
      const own = row.user.user === column.user.user
      const judgement = own ? mark.before : judge(x)
      const { id, sender, subject, label, markedAt } = mark
      return { id, sender, subject, label, markedAt, judgement, wrong: isWrong(mark, judgement.verdict) }
    })
}

function cellOf(row: Model, column: Model, judged: readonly Judged<Side>[]): TransferCell {
  const wrong = judged.filter((mail) => mail.wrong)
  const hamLost = wrong.filter(({ label }) => label === 'ham').length
  return {
    row: row.user.user,
    column: column.user.user,
    marks: judged.length,
    errors: wrong.length,
    hamLost,
    spamMissed: wrong.length - hamLost,
  }
}

/** Unsure mail is delivered, so it counts as ham. */
function isWrong(mark: Mark, verdict: Verdict): boolean {
  return (mark.label === 'spam') !== (verdict === 'spam')
}
