/** What an administrator sees: who is served well, who is not, and what to do. One method for each view. */
import type { Models } from '../models.js'
import type { RankingQuery, Store } from '../store/store.js'
import { type Ranking, rankUsers } from './ranking.js'
import { mostMarks, type Transfer, type TransferMails, transferMails, transferMatrix } from './transfer.js'

export class Dashboard {
  constructor(
    private readonly store: Store,
    private readonly models: Models,
  ) {}

  /** A page of users, sorted by how well they are served. @throws BadInput for a cursor of another list */
  users(query: RankingQuery): Promise<Ranking> {
    return rankUsers(this.store, query)
  }

  /** How each row user's model judges each column user's marked mail. @param users names, or how many of the most marks */
  async transfer(users: string[] | number): Promise<Transfer> {
    const names = typeof users === 'number' ? await mostMarks(this.store, users) : users
    return transferMatrix(this.store, this.models, names)
  }

  /** The mails behind a cell of that matrix. */
  transferMails(cell: Parameters<typeof transferMails>[2]): Promise<TransferMails> {
    return transferMails(this.store, this.models, cell)
  }
}
