/** Who may call what: `Authorization: Bearer KEY`, scopes hook < user < admin, and keys that act for one user only. */
import { timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'
import type { ApiKey, Scope, Store } from '../store/store.js'
import { hashKey } from './keys.js'
import { Refusal } from './problem.js'

/** Who may call a route: anyone, anyone on this machine (others with an admin key), or keys of a scope and above. */
export type Access = 'open' | 'local' | Scope

const RANK: Record<Scope, number> = { hook: 0, user: 1, admin: 2 }
const TOUCH_EVERY_MS = 60_000

/**
 * The key of a request that may use a route, or null where none is needed.
 * @throws Refusal 401 without a known key, 403 when its scope is too narrow.
 */
export async function admit(request: Request, access: Access, store: Store): Promise<ApiKey | null> {
  if (access === 'open' || (access === 'local' && isLocal(request))) return null
  const key = await identify(request.get('Authorization'), store)
  const needed = access === 'local' ? 'admin' : access
  if (RANK[key.scope] < RANK[needed]) {
    throw forbidden(
      `This call needs ${needed === 'user' ? 'a user or admin' : 'an admin'} key; yours is a ${key.scope} key.`,
    )
  }
  return key
}

/** @throws Refusal 403 when the key acts for another user only. */
export function permit(key: ApiKey | null, user: string): void {
  if (key && key.user !== null && key.user !== user) {
    throw forbidden(
      `This key acts for ${JSON.stringify(key.user)} only: use that user's name, or another key.`,
    )
  }
}

export function forbidden(sentence: string): Refusal {
  return new Refusal('forbidden', 403, sentence)
}

async function identify(header: string | undefined, store: Store): Promise<ApiKey> {
  if (header === undefined) throw unauthorised('Send a key: Authorization: Bearer hamlet_…')
  const token = /^Bearer +(\S+) *$/i.exec(header)?.[1]
  if (token === undefined)
    throw unauthorised('Send the key as Authorization: Bearer hamlet_…', 'invalid_request')
  const hash = hashKey(token)
  const key = await store.keyByHash(hash)
  if (!key || !timingSafeEqual(Buffer.from(key.hash), Buffer.from(hash))) {
    throw unauthorised('This key is unknown or was revoked: make another with hamlet keys.', 'invalid_token')
  }
  const now = Date.now()
  if (key.expiresAt !== null && key.expiresAt <= now)
    throw unauthorised('This key has ended: ask for another one.', 'invalid_token')
  if (key.lastUsedAt === null || now - key.lastUsedAt > TOUCH_EVERY_MS) await store.touchKey(key.id, now)
  return key
}

function unauthorised(sentence: string, error?: string): Refusal {
  const challenge = `Bearer realm="hamlet"${error ? `, error="${error}"` : ''}`
  return new Refusal('unauthorised', 401, sentence, { 'WWW-Authenticate': challenge })
}

/** From this machine, and not on behalf of someone else behind a proxy here. */
function isLocal(request: Request): boolean {
  const address = request.socket.remoteAddress ?? ''
  const loopback = address === '::1' || /^(::ffff:)?127\./.test(address)
  return loopback && !['Forwarded', 'X-Forwarded-For', 'X-Real-IP', 'Via'].some((name) => request.get(name))
}
