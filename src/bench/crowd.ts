/**
 * A large installation out of nothing: many users with mail and marks, for measuring what depends on how much there is. Rows are
 * as real ones are, with the vectors of a few mails that the filter did score; what they say is drawn, from a seed.
 */
import type { Filter } from '../filter.js'
import { sigmoid } from '../heads/calibration.js'
import type { Judgement, Message, Store } from '../store/store.js'
import { random } from '../training/draws.js'
import type { Label } from '../types.js'
import { makeUser } from './made-user.js'

export interface CrowdOptions {
  filter: Filter
  store: Store
  users: number
  /** Of all users together. */
  messages: number
  /** Raw mails whose vectors the rows have. */
  samples: readonly Buffer[]
  seed: number
  onUser?: () => void
}

export interface Crowd {
  users: number
  messages: number
  marks: number
}

const HOUR = 3_600_000
const THRESHOLD = 0.5
/** Users mark unlike often: one in three not at all, the others up to this many mails. */
const MOST_MARKS = 60
const TEMPLATE = 'template'

export async function fillCrowd(options: CrowdOptions): Promise<Crowd> {
  const { store, users, messages, seed, onUser } = options
  const templates = await templatesOf(options)
  const draw = random(seed)
  const now = Date.now()
  let marks = 0
  let logged = 0
  for (let u = 0; u < users; u++) {
    const user = nameOf(u)
    const share = Math.round((messages * (u + 1)) / users) - Math.round((messages * u) / users)
    const taste = draw() - 0.5
    const mail = Array.from({ length: share }, (_, i) => {
      const template = templates[Math.floor(draw() * templates.length)]
      const scoredAt = now - Math.floor((share - i) * HOUR * (0.5 + draw()))
      return { ...template, user, id: `${u}-${i}`, scoredAt, judgement: judgementOf(draw) }
    })
    logged += await store.logMessages(mail)
    marks += await markSome(store, user, mail, { draw, taste })
    onUser?.()
  }
  return { users, messages: logged, marks }
}

export function nameOf(user: number): string {
  return `user-${String(user).padStart(5, '0')}@example.org`
}

async function templatesOf({ filter, store, samples }: CrowdOptions): Promise<Message[]> {
  const templates: Message[] = []
  for (const raw of samples) {
    const { id } = await filter.score(TEMPLATE, raw)
    const message = await store.message(TEMPLATE, id)
    if (message) templates.push(message)
  }
  await filter.erase(TEMPLATE)
  return templates
}

/** Logits of three heads that mostly agree. */
function judgementOf(draw: () => number): Judgement {
  const spread = (width: number) => width * (draw() + draw() - 1)
  const [base, shared, adapter] = [spread(6), spread(1), spread(2)]
  const logit = base + shared + adapter
  const probability = sigmoid(logit)
  const verdict = probability >= THRESHOLD ? 'spam' : 'ham'
  return { base, shared, adapter, logit, probability, verdict, threshold: THRESHOLD, sharedVersion: 0 }
}

async function markSome(
  store: Store,
  user: string,
  mail: readonly Message[],
  { draw, taste }: { draw: () => number; taste: number },
): Promise<number> {
  const count = draw() < 1 / 3 ? 0 : Math.min(mail.length, Math.ceil(MOST_MARKS * draw() ** 2))
  if (count === 0) return 0
  const marks = mail.slice(-count).map((message) => {
    // A user whose taste is not the filter's corrects it more often.
    const isSpam = message.judgement.logit + 4 * taste + 4 * (draw() - 0.5) > 0
    const label: Label = isSpam ? 'spam' : 'ham'
    return { message, label, markedAt: message.scoredAt + HOUR }
  })
  await makeUser(store, user, marks)
  return count
}
