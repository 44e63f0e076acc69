import { readFile } from 'node:fs/promises'
import type { Filter } from '../filter.js'
import type { Contestant, Judged, LabelledMail } from './contestant.js'

const USER = 'contestant'

/**
 * Hamlet as a contestant: one new user of the real filter. A mail is parsed, encoded and scored once; after more marks
 * the filter judges it anew from its log, which gives what scoring it again would give. The mail that it received may tell
 * it something without labels, the mail that it is judged on may not.
 * @param filter one that does not look at mail by itself
 */
export function hamletContestant(filter: Filter): Contestant {
  const ids = new Map<string, string>()
  const marked = new Set<string>()
  const idOf = async ({ path }: LabelledMail): Promise<string> => {
    const id = ids.get(path) ?? (await filter.score(USER, await readFile(path))).id
    ids.set(path, id)
    return id
  }
  return {
    name: 'hamlet',
    async receive(mails) {
      for (const mail of mails) await idOf(mail)
      await filter.inboxes.look(USER)
    },
    async score(mails) {
      const known: string[] = []
      for (const mail of mails) known.push(await idOf(mail))
      const judgements = await filter.rejudge(USER, known)
      return judgements.map(({ logit, verdict }): Judged => ({ score: logit, spam: verdict === 'spam' }))
    },
    async learn(mails) {
      for (const mail of mails) {
        const id = await idOf(mail)
        await filter.mark(USER, id, mail.label)
        marked.add(id)
      }
    },
    async reset() {
      for (const id of marked) await filter.unmark(USER, id)
      marked.clear()
    },
  }
}
