/**
 * The shared head's refit, in the background: when enough marks have changed, all users' marks are learned from together
 * in a worker thread, and the new head is put in force if the gate lets it pass (heads/shared.ts).
 *
 * What has been learned from is kept in the store, so a refit that a stop cut off, or that was due then, is made up for
 * after the next start.
 */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Events } from './events.js'
import { type Head, logit } from './heads/head.js'
import { encodeHead } from './heads/head-codec.js'
import { keyOf, type RefitOptions, type refitShared, type SharedMark } from './heads/shared.js'
import type { Log } from './log.js'
import type { Models } from './models.js'
import type { Mark, Store } from './store/store.js'

/** Marks that have to change before a refit: at least LEAST, and a share of all marks. */
const LEAST = 20
const SHARE = 0.05
/** Newest marks of one user that a refit looks at; the cap bounds what they count for together. */
export const PER_USER = 200
export const LEARNED = 'shared.changes'
/** Counts the users erased, and those of them that the shared head in force has forgotten. */
const ERASED = 'shared.erased'
const FORGOTTEN = 'shared.forgotten'

/** Published heads that one can go back to. */
export const KEPT = 10

/** How many marks have to change before a refit, of so many. */
export function refitsAfter(marks: number): number {
  return Math.max(LEAST, Math.ceil(SHARE * marks))
}

export class SharedRefit {
  private running: Promise<void> | null = null

  constructor(
    private readonly store: Store,
    private readonly encoderId: string,
    private readonly models: Models,
    private readonly events: Events,
    private readonly log: Log | null,
    private readonly cap?: number,
  ) {}

  /** Marks have changed: refits if it is time to. */
  notice(): void {
    if (this.running) return
    this.running = this.refitWhileDue()
      .catch((error) => this.log?.error({ err: error }, 'the shared head could not be refitted'))
      .finally(() => {
        this.running = null
      })
  }

  /** A user was erased: refits without that user, and puts the result in force whatever the gate says. */
  async forget(): Promise<void> {
    if (this.models.sharedHead.version === 0) return
    await this.store.putSetting(ERASED, String((await this.count(ERASED)) + 1))
    this.notice()
  }

  /** Resolves when no refit is running; the last one has then seen every mark made before the call, if it was due. */
  async settled(): Promise<void> {
    while (this.running) await this.running
  }

  private async refitWhileDue(): Promise<void> {
    for (;;) {
      const { marks, changes } = await this.store.markTotals()
      const learned = await this.count(LEARNED)
      const erased = await this.count(ERASED)
      const owed = erased > (await this.count(FORGOTTEN))
      if (!owed && changes - learned < refitsAfter(marks)) return
      await this.refit(owed)
      await this.store.putSetting(FORGOTTEN, String(erased))
      await this.store.putSetting(LEARNED, String(changes))
    }
  }

  private async count(setting: string): Promise<number> {
    return Number((await this.store.setting(setting)) ?? 0)
  }

  private async refit(owed: boolean): Promise<void> {
    const { base, sharedHead } = this.models
    const users = await this.examples()
    // What one user wants alone is that user's adapter's business.
    if (users.length < 2 && !owed) return
    const options: RefitOptions = {
      users,
      current: sharedHead.version === 0 ? null : sharedHead.head,
      layout: base.layout,
      precision: base.precision.shared,
      adapterPrecision: base.precision.adapter,
      ...(this.cap !== undefined && { cap: this.cap }),
    }
    const { head, gate: verdict } = await inWorker(options)
    const known = verdict.heldOut > 0 ? verdict : { heldOut: 0, before: 0, after: 0, published: false }
    const gate = { ...known, published: known.published || owed }
    const refitted = {
      createdAt: Date.now(),
      encoder: this.encoderId,
      base: base.id,
      head: Buffer.from(encodeHead(head)),
      users: users.length,
      marks: users.reduce((sum, marks) => sum + marks.length, 0),
      gate,
      copiedFrom: null,
    }
    // Heads that learned from a user who left are not kept to go back to.
    const { version } = await this.store.addShared(refitted, owed ? 1 : KEPT)
    this.log?.info({ version, ...gate, users: users.length }, 'the shared head was refitted')
    if (gate.published) await this.models.adoptShared()
    this.events.publish({ type: 'refit', version, published: gate.published })
  }

  /** Each user's marks, in the order of user names and message ids. */
  private async examples(): Promise<SharedMark[][]> {
    const byUser = new Map<string, Mark[]>()
    for (const mark of await this.store.marksOfAll(PER_USER)) {
      byUser.set(mark.user, [...(byUser.get(mark.user) ?? []), mark])
    }
    const users: SharedMark[][] = []
    for (const [name, marks] of byUser) {
      const user = await this.store.user(name)
      if (user === null) continue
      const heads = { base: this.models.baseFor(user, marks.length), prior: this.models.prior(user) }
      users.push(marks.map((mark) => this.example(mark, heads)))
      // Calls are answered in between.
      await new Promise(setImmediate)
    }
    return users
  }

  private example(mark: Mark, { base, prior }: { base: Head; prior: Head | null }): SharedMark {
    const x = this.models.sample(mark)
    const offset = logit(base, x) + (prior === null ? 0 : logit(prior, x))
    return { x, y: mark.label === 'spam' ? 1 : -1, weight: 1, offset, key: keyOf(mark.id) }
  }
}

function inWorker(options: RefitOptions): Promise<ReturnType<typeof refitShared>> {
  // Run from `src` (by the tests), the worker is still the one in `dist`: a thread cannot load TypeScript.
  const file = new URL('./heads/refit-worker.js', import.meta.url).href.replace('/src/heads/', '/dist/heads/')
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(file), { workerData: options })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the refit's worker ended with code ${code}`)))
  })
}
