/** Mail as every filter of a contest gets it: the same bytes, which all of them can read. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabelledMail } from './contestant.js'

const FIELD = /^[\x21-\x39\x3b-\x7e]+:/
const FOLDED_OR_MBOX = /^(?:[ \t]|>?From )/
/** Who writes to whom about what, and how the body is to be read. */
const KEPT = /^(?:from|to|cc|subject|mime-version|content-[a-z-]+):/i

/**
 * The message with a blank line before its body. Mail of Enron-Spam has none, and filters that go by the standard take
 * its whole body for header fields: bogofilter's words are then marked as a header's, SpamAssassin drops lines.
 */
export function separated(raw: Buffer): Buffer {
  for (let at = 0; at < raw.length; ) {
    const next = raw.indexOf(0x0a, at) + 1 || raw.length
    const line = raw.toString('latin1', at, Math.min(next, at + 1_000))
    if (line.trim() === '') return raw
    if (!FIELD.test(line) && !FOLDED_OR_MBOX.test(line)) {
      return Buffer.concat([raw.subarray(0, at), Buffer.from('\n'), raw.subarray(at)])
    }
    at = next
  }
  return raw
}

/** The message with only the header fields that a reader sees or that the body needs; the body's bytes as they are. */
export function bareMail(raw: Buffer): Buffer {
  const text = raw.toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  const head = text.slice(0, end?.index ?? text.length)
  const fields = head.split(/\r?\n(?![ \t])/).filter((field) => KEPT.test(field))
  return Buffer.from(`${fields.join('\n')}${text.slice(end?.index ?? text.length)}`, 'latin1')
}

/** The mails corpus by corpus, in their order: bases that begin with the same corpora learn them once. */
export function byCorpus<Mail extends Pick<CorpusMail, 'corpus'>>(mails: readonly Mail[]): Mail[][] {
  const parts: Mail[][] = []
  for (const mail of mails) {
    const last = parts.at(-1)
    if (last?.[0].corpus === mail.corpus) last.push(mail)
    else parts.push([mail])
  }
  return parts
}

interface CorpusMail {
  id: string
  y: 1 | -1
  path: string
  corpus: string
}

/**
 * The mails for a contest. Where the bytes must change, a copy is written to `folder`.
 * @param headerless corpora whose transport headers betray the class
 */
export async function contestMails(
  mails: readonly CorpusMail[],
  headerless: readonly string[],
  folder: string,
): Promise<LabelledMail[]> {
  await mkdir(folder, { recursive: true })
  const contest: LabelledMail[] = []
  for (const { id, y, path, corpus } of mails) {
    const raw = await readFile(path)
    const whole = separated(raw)
    const given = headerless.includes(corpus) ? bareMail(whole) : whole
    const copy = given === raw ? path : join(folder, `${id}.eml`)
    if (copy !== path) await writeFile(copy, given)
    contest.push({
      id: given === whole ? id : `${id} bare`,
      label: y > 0 ? 'spam' : 'ham',
      path: copy,
    })
  }
  return contest
}
