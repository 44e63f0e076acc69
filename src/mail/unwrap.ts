import { BadInput } from '../errors.js'
import type { Mail } from '../types.js'
import { parse } from './parse.js'

/** Attached mails that are opened, of all levels together. */
export const MAX_FORWARDED = 50
/** How often a wrapper inside a wrapper is opened. */
export const MAX_WRAPPERS = 4

/**
 * The mails that a mail carries as attachments (`message/rfc822`, or a file named `*.eml`), in order; `[]` when it
 * carries none. An attached mail without a text of its own that carries mails in turn is a wrapper too, and opened.
 * What is attached but no mail is left out.
 */
export async function unwrap(mail: Mail): Promise<Mail[]> {
  const found: Mail[] = []
  await collect(mail, MAX_WRAPPERS, found)
  return found
}

async function collect(wrapper: Mail, wrappers: number, found: Mail[]): Promise<void> {
  for (const raw of wrapper.forwarded) {
    if (found.length >= MAX_FORWARDED) return
    const mail = await parseAttached(raw)
    if (mail && wrappers > 1 && mail.isWrapper) {
      await collect(mail, wrappers - 1, found)
    } else if (mail) found.push(mail)
  }
}

async function parseAttached(raw: Buffer): Promise<Mail | null> {
  try {
    return await parse(raw)
  } catch (error) {
    if (error instanceof BadInput) return null
    throw error
  }
}
