import { basename, dirname, resolve } from 'node:path'
import type { OpenEncoder } from '../encoder/open.js'
import { BadInput } from '../errors.js'
import type { TrainingMail } from '../training/dataset.js'
import { read } from './training-mail.js'

interface Source {
  train: string[]
  test: string[]
  users: string[]
  headerless?: string[]
  halve?: string[]
  cache?: string
}

export interface TransferMail {
  /** A user's mail, in the order of the index. */
  of(user: string): TrainingMail[]
  /** The mail that a model for this tested user may have learned from: not the user's, and no text that the user's mail holds. */
  base(user: string): TrainingMail[]
  /** Whether the base of each tested user may hold this mail. */
  isCommon(mail: TrainingMail): boolean
}

/** Reads what is to be learned from and what is to be judged on, each mail once. @throws BadInput for a user without mail */
export async function readTransferMail(source: Source, encoder: OpenEncoder): Promise<TransferMail> {
  const corporaOf = (indexes: string[]) => new Set(indexes.map((index) => basename(dirname(resolve(index)))))
  const [train, test] = [corporaOf(source.train), corporaOf(source.test)]
  const mails = await read({
    indexes: [...new Set([...source.train, ...source.test].map((index) => resolve(index)))],
    encoder,
    cache: source.cache ?? null,
    headerless: source.headerless ?? [],
    halve: source.halve ?? [],
  })
  const of = (user: string) => mails.filter((mail) => mail.user === user && test.has(mail.corpus))
  for (const user of source.users) {
    const labels = new Set(of(user).map(({ y }) => y))
    if (labels.size < 2)
      throw new BadInput(`The --test indexes have no ${labels.has(1) ? 'ham' : 'spam'} of ${user}.`)
  }
  const held = new Map(source.users.map((user) => [user, new Set(of(user).map(({ text }) => text))]))
  const mayHold = (user: string, mail: TrainingMail) =>
    mail.user !== user && held.get(user)?.has(mail.text) === false
  return {
    of,
    isCommon: (mail) => source.users.every((user) => mayHold(user, mail)),
    base: (user) => mails.filter((mail) => train.has(mail.corpus) && mayHold(user, mail)),
  }
}
