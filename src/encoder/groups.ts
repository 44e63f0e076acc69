/**
 * Texts on their way to the workers. To hand a text over and to take its embedding back wakes two threads and costs a tenth of
 * what the model takes, so that texts which wait are handed over several at a time. Each is still encoded by itself: a group
 * is one message, never one batch of the model.
 */

interface Waiting {
  text: string
  resolve(embedding: Float32Array): void
  reject(cause: unknown): void
}

/** Texts in a group at most: an embedding waits for those of its group. */
const MOST = 8

export class Groups {
  private readonly waiting: Waiting[] = []
  private running = 0
  private scheduled = false

  /**
   * @param workers groups that are run at a time
   * @param run one group: the embeddings of its texts, in their order
   */
  constructor(
    private readonly workers: number,
    private readonly run: (texts: string[]) => Promise<Float32Array[]>,
  ) {}

  /** @throws whatever a text of the same group makes `run` throw: then each is to be tried by itself */
  encode(text: string): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ text, resolve, reject })
      this.schedule()
    })
  }

  /** Texts that are asked for one after the other, by what an answer sets free, get into one group. */
  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      while (this.running < this.workers && this.waiting.length > 0) this.handOver()
    })
  }

  private async handOver(): Promise<void> {
    // What waits is shared out among all workers, so that none idles while another has a full group.
    const size = Math.min(MOST, Math.ceil(this.waiting.length / this.workers))
    const group = this.waiting.splice(0, size)
    this.running++
    try {
      const embeddings = await this.run(group.map(({ text }) => text))
      for (const [i, { resolve }] of group.entries()) resolve(embeddings[i])
    } catch (cause) {
      for (const { reject } of group) reject(cause)
    } finally {
      this.running--
      this.schedule()
    }
  }
}
