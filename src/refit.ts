/**
 * The shared head's refit, in the background: when enough marks have changed, all users' marks are learned from together
 * in a worker thread, and the new head is put in force if the gate lets it pass (heads/shared.ts).
 *
 * What has been learned from, and who was erased, is kept in the store, so a refit that a stop cut off, or that was due then, is made
 * up for after the next start. A refit whose ground has moved while it ran (another head was put in force, a user was erased) is
 * thrown away.
 */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Events } from './events.js'
import { type Head, logit } from './heads/head.js'
import { encodeHead } from './heads/head-codec.js'
import { keyOf, type RefitOptions, type refitShared, type SharedMark } from './heads/shared.js'
import type { Log } from './log.js'
import type { Models } from './models.js'
import type { Heads, Mark, RefitBasis, Store } from './store/store.js'

/** Marks that have to change before a refit: at least LEAST, and a share of all marks. */
const LEAST = 20
const SHARE = 0.05
/** Newest marks of one user that a refit looks at; the cap bounds what they count for together. */
const PER_USER = 200
/** Marks that a refit looks at in all, some 6 kB each while it runs; one of each user at least. */
const IN_ALL = 100_000
/** In logits. What is judged more surely by a user's prior than any head does would drown the marks of others in the gate: it is left out. */
const LARGEST_OFFSET = 1e4

/** Published heads that one can go back to. */
export const KEPT = 10

/** How many marks have to change before a refit, of so many. */
export function refitsAfter(marks: number): number {
  return Math.max(LEAST, Math.ceil(SHARE * marks))
}

/** How many of each user's newest marks a refit looks at: as many as users that have more can have alike. */
export async function lookedAt(store: Pick<Store, 'cappedMarks'>): Promise<number> {
  let [low, high] = [1, PER_USER]
  if ((await store.cappedMarks(high)) <= IN_ALL) return high
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((await store.cappedMarks(middle)) <= IN_ALL) low = middle
    else high = middle - 1
  }
  return low
}

/** Setting: how many marks had changed when the shared head of these heads last learned from them. */
export function learnedSetting({ encoder, base }: Heads): string {
  return `shared.changes:${encoder}:${base}`
}

/** How many marks had changed when the shared head of these heads last learned from them; 0: it never did. */
export function learnedChanges(store: Store, heads: Heads): Promise<number> {
  return countSetting(store, learnedSetting(heads))
}

async function countSetting(store: Store, setting: string): Promise<number> {
  return Number((await store.setting(setting)) ?? 0)
}

/** Setting: how many users had been erased when the shared head of these heads last learned from the others. */
function forgottenSetting({ encoder, base }: Heads): string {
  return `shared.forgotten:${encoder}:${base}`
}

interface RefitParts {
  store: Store
  encoderId: string
  models: Models
  events: Events
  log: Log | null
  now: () => number
  /** The most marks that one user counts for; default: see heads/shared.ts. */
  cap?: number | undefined
}

/** What stood in the store when a refit began. */
interface Due extends Pick<RefitBasis, 'inForce' | 'erased'> {
  changes: number
  /** Somebody was erased whom the head in force may have learned from. */
  owed: boolean
}

export class SharedRefit {
  private running: Promise<void> | null = null
  private noticed = false
  private readonly heads: Heads

  constructor(private readonly parts: RefitParts) {
    this.heads = { encoder: parts.encoderId, base: parts.models.base.id }
  }

  /** Marks have changed, or a user was erased, here or in another process: takes up what that one learned, and refits if it is time to. */
  notice(): void {
    this.noticed = true
    this.running ??= this.work()
  }

  /** Resolves when no refit is running; the last one has then seen every mark made before the call, if it was due. */
  async settled(): Promise<void> {
    while (this.running) await this.running
  }

  private async work(): Promise<void> {
    while (this.noticed) {
      this.noticed = false
      await this.refitWhileDue().catch((error) =>
        this.parts.log?.error({ err: error }, 'the shared head could not be refitted'),
      )
    }
    // In the same turn as the last look at `noticed`, so that no notice is lost in between.
    this.running = null
  }

  private async refitWhileDue(): Promise<void> {
    for (let due = await this.due(); due !== null; due = await this.due()) await this.refit(due)
  }

  private async due(): Promise<Due | null> {
    const { store, models } = this.parts
    const inForce = await store.sharedInForce(this.heads)
    await models.adoptShared()
    const erased = await store.erasures()
    const { marks, changes } = await store.markTotals()
    // Before the first head there is nothing to forget.
    const owed =
      models.sharedHead.version > 0 && erased > (await countSetting(store, forgottenSetting(this.heads)))
    const learned = await learnedChanges(store, this.heads)
    return owed || changes - learned >= refitsAfter(marks) ? { inForce, erased, changes, owed } : null
  }

  private async refit({ inForce, erased, changes, owed }: Due): Promise<void> {
    const { store, models, events, log, now } = this.parts
    const learned = { [learnedSetting(this.heads)]: String(changes) }
    const marking = await this.examples()
    // What one user wants alone is that user's adapter's business.
    const users = marking.length < 2 ? [] : marking
    const isUsed = models.sharedHead.version > 0
    if (users.length === 0 && !isUsed) return this.note(learned)
    const { head, gate: verdict } = await inWorker(this.options(users))
    const known = verdict.heldOut > 0 ? verdict : { heldOut: 0, before: 0, after: 0, published: false }
    // A head whose marks were taken back is not kept for want of marks to judge the next one by.
    const gate = { ...known, published: known.published || owed || (isUsed && known.heldOut === 0) }
    const refitted = {
      ...this.heads,
      createdAt: now(),
      head: Buffer.from(encodeHead(head)),
      users: users.length,
      marks: users.reduce((sum, marks) => sum + marks.length, 0),
      gate,
      copiedFrom: null,
    }
    const settings = { ...learned, [forgottenSetting(this.heads)]: String(erased) }
    // Heads that learned from a user who left are not kept to go back to.
    const added = await store.addRefit(refitted, { keep: owed ? 1 : KEPT, inForce, erased, settings })
    if (added === null) {
      // Whoever put another head in force meanwhile meant it to stay until enough marks have changed.
      if ((await store.sharedInForce(this.heads)) !== inForce) await this.note(learned)
      return
    }
    const { version } = added
    log?.info({ version, ...gate, users: users.length }, 'the shared head was refitted')
    if (gate.published) await models.adoptShared()
    events.publish({ type: 'refit', version, published: gate.published })
  }

  private async note(settings: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(settings)) await this.parts.store.putSetting(name, value)
  }

  private options(users: SharedMark[][]): RefitOptions {
    const { models, cap } = this.parts
    const { base, sharedHead } = models
    return {
      users,
      current: sharedHead.version === 0 ? null : sharedHead.head,
      layout: base.layout,
      precision: base.precision.shared,
      adapterPrecision: base.precision.adapter,
      ...(cap !== undefined && { cap }),
    }
  }

  /** Each user's marks, in the order of user names and message ids. */
  private async examples(): Promise<SharedMark[][]> {
    const { store, models } = this.parts
    const byUser = new Map<string, Mark[]>()
    for (const mark of await store.marksOfAll(await lookedAt(store))) {
      const known = byUser.get(mark.user)
      if (known) known.push(mark)
      else byUser.set(mark.user, [mark])
    }
    const users: SharedMark[][] = []
    for (const [name, marks] of byUser) {
      const user = await store.user(name)
      if (user === null) continue
      const heads = { base: models.baseFor(user, marks.length), prior: models.prior(user) }
      const examples = marks.map((mark) => this.example(mark, heads))
      users.push(examples.filter(({ offset }) => Math.abs(offset) <= LARGEST_OFFSET))
      // Calls are answered in between.
      await new Promise(setImmediate)
    }
    return users
  }

  private example(mark: Mark, { base, prior }: { base: Head; prior: Head | null }): SharedMark {
    const x = this.parts.models.sample(mark)
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
