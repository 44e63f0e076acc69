/** Mail of corpora whose transport headers betray the class, as every filter of a contest gets it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabelledMail } from './contestant.js'

/** Who writes to whom about what, and how the body is to be read. */
const KEPT = /^(?:from|to|cc|subject|mime-version|content-[a-z-]+):/i

/** The message with only the header fields that a reader sees or that the body needs; the body's bytes as they are. */
export function bareMail(raw: Buffer): Buffer {
  const text = raw.toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  const head = text.slice(0, end?.index ?? text.length)
  const fields = head.split(/\r?\n(?![ \t])/).filter((field) => KEPT.test(field))
  return Buffer.from(`${fields.join('\n')}${text.slice(end?.index ?? text.length)}`, 'latin1')
}

interface CorpusMail {
  id: string
  y: 1 | -1
  path: string
  corpus: string
}

/** The mails for a contest; those of `headerless` corpora as bare copies in `folder`. */
export async function contestMails(
  mails: readonly CorpusMail[],
  headerless: readonly string[],
  folder: string,
): Promise<LabelledMail[]> {
  const contest: LabelledMail[] = []
  for (const { id, y, path, corpus } of mails) {
    const label = y > 0 ? 'spam' : 'ham'
    if (!headerless.includes(corpus)) contest.push({ id, label, path })
    else {
      const copy = join(folder, `${id}.eml`)
      await mkdir(folder, { recursive: true })
      await writeFile(copy, bareMail(await readFile(path)))
      contest.push({ id, label, path: copy })
    }
  }
  return contest
}
