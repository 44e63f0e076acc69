/** What a user said besides marks, as the adapter's problem takes it (heads/hint.ts), each with where it came from. */
import type { Sample } from './heads/head.js'
import { type Hint, topicHint, weakHints } from './heads/hint.js'
import type { Store, Topic, User, WeakLabel } from './store/store.js'
import type { TopicReader } from './topic-reader.js'

/** A topic, or a weak label where that is null. */
export type Said = Hint & { topic: Topic | null }

/** How mail is read by the heads that the adapter stands on. */
interface Reader {
  sample(label: WeakLabel): Sample
  /** base + shared logit */
  offset(x: Sample): number
}

export class Hints {
  constructor(
    private readonly store: Store,
    private readonly topics: TopicReader,
  ) {}

  /** All hints of a user. The marks on mail whose ids are in `marked` take the place of weak labels. */
  async of(user: User, marked: ReadonlySet<string>, reader: Reader): Promise<Said[]> {
    return [...(await this.fromTopics(user)), ...(await this.fromWeakLabels(user, marked, reader))]
  }

  private async fromTopics({ user }: User): Promise<Said[]> {
    const topics = await this.store.topics(user)
    const samples = await Promise.all(topics.map(({ description }) => this.topics.sample(description)))
    return topics.map((topic, i) => {
      const y = topic.verdict === 'spam' ? 1 : -1
      return { ...topicHint(`topic ${topic.name}`, samples[i], y), topic }
    })
  }

  private async fromWeakLabels(
    { user, weakLabels }: User,
    marked: ReadonlySet<string>,
    reader: Reader,
  ): Promise<Said[]> {
    if (!weakLabels) return []
    const labels = (await this.store.weakLabels(user)).filter(({ id }) => !marked.has(id))
    const mails = labels.map((label) => {
      const x = reader.sample(label)
      return { id: `weak ${label.id}`, x, offset: reader.offset(x) }
    })
    return weakHints(mails).map((hint) => ({ ...hint, topic: null }))
  }
}
