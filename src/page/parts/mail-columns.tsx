/** The columns that lists of a user's mail have in common. */
import type { Label, MailLine } from '../api/answers.js'
import { href } from '../route.js'
import { MailTitle } from './mail-title.js'
import { MarkButtons } from './mark-buttons.js'
import type { Column } from './table.js'

/** @param base where the user's pages are */
export function mailColumn<Row extends MailLine>(base: readonly string[], title = 'Mail'): Column<Row> {
  return {
    title,
    cell: (mail) => <MailTitle mail={mail} address={href([...base, 'messages', mail.id])} />,
  }
}

/** @param done called after a mark was made or taken back */
export function markColumn<Row extends MailLine & { label: Label | null }>(
  title: string,
  user: string,
  done: () => void,
): Column<Row> {
  return {
    title,
    cell: ({ id, label, subject }) => (
      <MarkButtons key={id} user={user} id={id} label={label} subject={subject ?? id} done={done} />
    ),
  }
}
