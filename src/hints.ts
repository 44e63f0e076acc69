/** What a user said besides marks, as the adapter's problem takes it (heads/hint.ts), each with where it came from. */
import { type Hint, topicHint } from './heads/hint.js'
import type { Store, Topic } from './store/store.js'
import type { TopicReader } from './topic-reader.js'

export type Said = Hint & { source: { topic: Topic } }

export class Hints {
  constructor(
    private readonly store: Store,
    private readonly topics: TopicReader,
  ) {}

  /** All hints of a user. */
  async of(user: string): Promise<Said[]> {
    const topics = await this.store.topics(user)
    return Promise.all(
      topics.map(async (topic) => {
        const x = await this.topics.sample(topic.description)
        return {
          ...topicHint(`topic ${topic.name}`, x, topic.verdict === 'spam' ? 1 : -1),
          source: { topic },
        }
      }),
    )
  }
}
