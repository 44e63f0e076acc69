/** Topics and the mails that were read and labelled with them; ids only, the mails stay in their corpora. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { BadInput } from '../errors.js'
import { type Entry, readMails } from './corpora.js'

const Labels = z.object({
  topics: z.array(z.object({ id: z.string(), description: z.string() })).min(1),
  mails: z.array(z.object({ id: z.string(), corpus: z.string(), topics: z.array(z.string()) })).min(1),
})

export type TopicLabels = z.infer<typeof Labels>

/** One labelled mail, found again in its corpus. */
export interface LabelledMail {
  raw: Buffer
  topics: readonly string[]
}

/** @throws BadInput where the file cannot be read, or labels a mail with a topic that it does not describe. */
export async function readTopicLabels(file: string): Promise<TopicLabels> {
  try {
    const labels = Labels.parse(JSON.parse(await readFile(file, 'utf8')))
    const known = new Set(labels.topics.map(({ id }) => id))
    const stray = labels.mails.flatMap(({ topics }) => topics).find((topic) => !known.has(topic))
    if (stray !== undefined) throw new Error(`the topic "${stray}" is not described`)
    return labels
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message
    throw new BadInput(`${file} holds no topics and labels: ${why}`, 400, 'unreadable', { cause })
  }
}

/**
 * Finds the labelled mails among the messages of indexes, in the order of the labels.
 *
 * @param identify a message's id
 * @param onMail called for each message that was looked at
 * @throws BadInput naming corpora and ids that were not found.
 */
export async function findLabelled(
  { mails }: TopicLabels,
  entries: readonly Entry[],
  identify: (raw: Buffer) => string,
  onMail?: () => void,
): Promise<LabelledMail[]> {
  const missing = new Set(mails.map(({ id }) => id))
  const found = new Map<string, Buffer>()
  for await (const { raw } of readMails(entries)) {
    onMail?.()
    const id = identify(raw)
    if (missing.delete(id)) found.set(id, raw)
    if (missing.size === 0) break
  }
  if (missing.size > 0) throw new BadInput(complaint(mails.filter(({ id }) => missing.has(id))))
  return mails.map(({ id, topics }) => ({ raw: found.get(id) as Buffer, topics }))
}

function complaint(lost: TopicLabels['mails']): string {
  const corpora = [...new Set(lost.map(({ corpus }) => corpus))]
  const ids = corpora.map((corpus) => {
    const own = lost.filter((mail) => mail.corpus === corpus).map(({ id }) => id)
    return `${corpus} (${own.join(' ')})`
  })
  return `${lost.length} labelled mails are in none of the indexes; name the index of each corpus with --index. Not found: ${ids.join(', ')}.`
}
