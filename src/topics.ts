/** Topics: a user describes mail in words and says where it belongs, before the first mail of the kind was marked. */
import { BadInput, NotFound } from './errors.js'
import type { Store, Topic } from './store/store.js'
import type { TopicReader } from './topic-reader.js'
import type { Label } from './types.js'
import { checkUser, knownUser } from './user-name.js'

/** Topics of one user. */
export const MOST_TOPICS = 20
const LONGEST_NAME = 64
/** Of a description, in characters: a few sentences. */
export const LONGEST_DESCRIPTION = 500

export class Topics {
  constructor(
    private readonly store: Store,
    private readonly reader: TopicReader,
    private readonly now: () => number,
    private readonly onChange: (user: string) => void,
  ) {}

  /** Sorted by name. @throws NotFound for an unknown user */
  async list(user: string): Promise<Topic[]> {
    await knownUser(this.store, user)
    return this.store.topics(user)
  }

  /**
   * Adds a topic or replaces the one of its name; the user's mail is judged by it from now on.
   * @throws BadInput for a name or description that is none, or one topic too many
   */
  async set(
    user: string,
    name: string,
    { description, verdict }: { description: string; verdict: Label },
  ): Promise<Topic & { changed: boolean }> {
    const topic = {
      name: checkName(name),
      description: checkDescription(description),
      verdict,
      setAt: this.now(),
    }
    // Read once before it is stored: what the encoder refuses must not stand in the way of the user's mail.
    await this.reader.sample(topic.description)
    const changed = await this.store.putTopic(checkUser(user), topic, MOST_TOPICS)
    if (changed) this.onChange(user)
    const stored = (await this.store.topics(user)).find((each) => each.name === name)
    return { ...(stored ?? topic), changed }
  }

  /** The user's model is then what it would be had the topic never been. @throws NotFound */
  async remove(user: string, name: string): Promise<{ name: string; removed: true }> {
    if (!(await this.store.removeTopic(checkUser(user), name)))
      throw new NotFound(`"${user}" has no topic "${name}".`, 'unknown-topic')
    this.onChange(user)
    return { name, removed: true }
  }
}

function checkName(name: string): string {
  const length = [...name].length
  if (length === 0 || length > LONGEST_NAME || /[\p{Cc}\p{Cs}]/u.test(name)) {
    throw new BadInput(`A topic's name has 1 to ${LONGEST_NAME} characters and no control characters.`)
  }
  return name
}

function checkDescription(description: string): string {
  const trimmed = description.trim()
  if ([...trimmed].length > LONGEST_DESCRIPTION || !/\p{L}/u.test(trimmed)) {
    throw new BadInput(
      `Describe the topic in words, in at most ${LONGEST_DESCRIPTION} characters: "offers of loans and mortgages".`,
      400,
      'bad-description',
    )
  }
  return trimmed
}
