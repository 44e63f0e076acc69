/** What an administrator sees: who is served well, who is not, and what to do. One method for each view. */
import { BadInput } from '../errors.js'
import type { RankingQuery, SharedVersion } from '../store/store.js'
import { type Comparison, compareUsers } from './compare.js'
import type { DashboardParts } from './parts.js'
import { type Ranking, rankUsers } from './ranking.js'
import { restoreShared, type SharedHead, sharedHead } from './shared-head.js'
import { mostMarks, type Transfer, type TransferMails, transferMails, transferMatrix } from './transfer.js'
import { type Change, MOVES, type Moves, type WhatIf, whatIfBrought, whatIfStored } from './what-if.js'

export class Dashboard {
  constructor(private readonly parts: DashboardParts) {}

  /** A page of users, sorted by how well they are served. @throws BadInput for a cursor of another list */
  users(query: RankingQuery): Promise<Ranking> {
    return rankUsers(this.parts.store, query)
  }

  /** Learning curves, ROC, reliability and disagreements of a few users. @throws NotFound naming an unknown one */
  compare(users: string[]): Promise<Comparison> {
    return compareUsers(this.parts, users)
  }

  /** How each row user's model judges each column user's marked mail. @param users names, or how many of the most marks */
  async transfer(users: string[] | number): Promise<Transfer> {
    const names = typeof users === 'number' ? await mostMarks(this.parts.store, users) : users
    return transferMatrix(this.parts.store, this.parts.models, names)
  }

  /** The mails behind a cell of that matrix. */
  transferMails(cell: Parameters<typeof transferMails>[2]): Promise<TransferMails> {
    return transferMails(this.parts.store, this.parts.models, cell)
  }

  /** The versions of the shared head, and what users count for in it. */
  sharedHead(): Promise<SharedHead> {
    return sharedHead(this.parts)
  }

  /** Puts an earlier version in force again. */
  restoreShared(version: number): Promise<SharedVersion> {
    return restoreShared(this.parts, version)
  }

  /** What would be judged otherwise of the stored mail of a period. @param users names, or how many of the most marks */
  async whatIf(
    users: string[] | number,
    change: Change,
    period: { from: number; to: number },
  ): Promise<{ users: WhatIf[]; totals: { mails: number; moved: Moves } }> {
    const names = typeof users === 'number' ? await mostMarks(this.parts.store, users) : users
    if (change.encoder !== undefined && names.length !== 1)
      throw new BadInput('Another encoder is tried for one user at a time: name one.', 400, 'one-user')
    const all: WhatIf[] = []
    for (const name of names) {
      all.push(await whatIfStored(this.parts, name, change, period))
      // Other calls are answered in between.
      await new Promise(setImmediate)
    }
    const sum = (of: (one: WhatIf) => number) => all.reduce((total, one) => total + of(one), 0)
    const moved = Object.fromEntries(MOVES.map((move) => [move, sum((one) => one.moved[move])])) as Moves
    return { users: all, totals: { mails: sum(({ mails }) => mails), moved } }
  }

  /** Names of the encoders that can be tried. */
  encoders(): Promise<string[]> {
    return this.parts.others.list()
  }

  /** The same of mail that is brought along: an mbox or one mail. */
  whatIfBrought(user: string, change: Change, bytes: Buffer): Promise<WhatIf> {
    return whatIfBrought(this.parts, user, change, bytes)
  }
}
