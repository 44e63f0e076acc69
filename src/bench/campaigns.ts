/** The campaign families in data/samples/families: mails of one offer each, told in other words by other senders. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BadInput } from '../errors.js'

const Family = z.object({
  name: z.string(),
  kind: z.enum(['spam', 'graymail']),
  mails: z.array(z.object({ from: z.string(), subject: z.string(), text: z.string() })).min(2),
})

export interface Campaign {
  name: string
  kind: 'spam' | 'graymail'
  /** Raw messages. */
  mails: Buffer[]
}

/** The families of a folder, in the order of their file names. @throws BadInput where one cannot be read. */
export async function readCampaigns(folder: string): Promise<Campaign[]> {
  const names = await readdir(folder).catch((cause) => {
    throw new BadInput(`Cannot read the families in ${folder}: there is no such folder.`, 400, 'unreadable', {
      cause,
    })
  })
  const files = names.filter((name) => name.endsWith('.json')).sort()
  if (files.length === 0) throw new BadInput(`${folder} holds no family; a family is a .json file.`)
  return Promise.all(files.map((name) => readCampaign(join(folder, name))))
}

async function readCampaign(file: string): Promise<Campaign> {
  try {
    const { name, kind, mails } = Family.parse(JSON.parse(await readFile(file, 'utf8')))
    return { name, kind, mails: mails.map(rawMail) }
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message
    throw new BadInput(`${file} is no family of mails: ${why}`, 400, 'unreadable', { cause })
  }
}

/** The fewest headers, the same for all, so that the mails differ in sender, subject and text only. */
function rawMail({ from, subject, text }: { from: string; subject: string; text: string }): Buffer {
  const head = [
    `From: ${from}`,
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`)
}
