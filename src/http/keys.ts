/**
 * API keys: `hamlet_<id>_<secret>`. The id names a key in lists and logs; of the key itself only the SHA-256 is
 * stored. A secret has 192 random bits, so a fast hash is enough: there is nothing to guess.
 */
import { createHash, randomBytes } from 'node:crypto'
import { BadConfig } from '../errors.js'
import type { ApiKey, Scope, Store } from '../store/store.js'

/** Id of the key that HAMLET_ADMIN_KEY sets. */
export const CONFIGURED = 'configured'

const HOUR_MS = 3_600_000

export interface NewKey {
  scope: Scope
  /** Needed by a `user` key, allowed for a `hook` key, none for an `admin` key. */
  user: string | null
  note: string
  /** Until it ends by itself; for ever when left out. */
  hours?: number | undefined
}

/** SHA-256 of a whole key, hex. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** Makes and stores a key. `key` is the only copy there will ever be: show it once. */
export async function createKey(
  store: Store,
  { hours, ...wanted }: NewKey,
): Promise<{ key: string; record: ApiKey }> {
  const id = randomBytes(4).toString('hex')
  const key = `hamlet_${id}_${randomBytes(24).toString('base64url')}`
  const createdAt = Date.now()
  const expiresAt = hours === undefined ? null : createdAt + hours * HOUR_MS
  const record = { ...wanted, id, hash: hashKey(key), createdAt, lastUsedAt: null, expiresAt }
  await store.addKey(record)
  return { key, record }
}

/**
 * Sees to it that there is an admin key: the `configured` one where there is a setting (and no longer the one that an
 * earlier setting named), else any that was made before, else a new one.
 * @returns the new key, to be printed once, or null when none had to be made.
 * @throws BadConfig when the configured key is in use as a key of another scope.
 */
export async function ensureAdminKey(store: Store, configured: string | null): Promise<string | null> {
  const keys = await store.keys()
  const hash = configured === null ? null : hashKey(configured)
  const before = keys.find((key) => key.id === CONFIGURED)
  if (before && before.hash !== hash) await store.removeKey(CONFIGURED)
  const kept = keys.filter((key) => key !== before || key.hash === hash)
  if (hash === null) {
    if (kept.some((key) => key.scope === 'admin' && key.expiresAt === null)) return null
    return (await createKey(store, { scope: 'admin', user: null, note: 'made at the first start' })).key
  }
  const same = kept.find((key) => key.hash === hash)
  if (same && same.scope !== 'admin') {
    throw new BadConfig(`HAMLET_ADMIN_KEY is the ${same.scope} key ${same.id}: set another one.`)
  }
  if (!same) await store.addKey(configuredKey(hash))
  return null
}

function configuredKey(hash: string): ApiKey {
  const now = Date.now()
  return {
    id: CONFIGURED,
    hash,
    scope: 'admin',
    user: null,
    note: 'HAMLET_ADMIN_KEY',
    createdAt: now,
    lastUsedAt: null,
    expiresAt: null,
  }
}
