/** What an administrator sees: who is served well, who is not, and what to do. One method for each view. */
import type { RankingQuery, Store } from '../store/store.js'
import { type Ranking, rankUsers } from './ranking.js'

export class Dashboard {
  constructor(private readonly store: Store) {}

  /** A page of users, sorted by how well they are served. @throws BadInput for a cursor of another list */
  users(query: RankingQuery): Promise<Ranking> {
    return rankUsers(this.store, query)
  }
}
