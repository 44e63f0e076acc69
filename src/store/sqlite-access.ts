/** API keys and settings. */
import Database from 'better-sqlite3'
import { BadInput } from '../errors.js'
import type { ApiKey, Scope, Store } from './store.js'

interface KeyRow {
  id: string
  hash: string
  scope: Scope
  user: string | null
  note: string
  created_at: number
  last_used_at: number | null
  expires_at: number | null
}

const KEY_COLUMNS = 'id, hash, scope, user, note, created_at, last_used_at, expires_at'

type AccessMethods = Pick<
  Store,
  'addKey' | 'keyByHash' | 'keys' | 'removeKey' | 'touchKey' | 'setting' | 'putSetting'
>

export function accessMethods(db: Database.Database): AccessMethods {
  const insertKey = db.prepare<[KeyRow]>(`INSERT INTO api_keys (${KEY_COLUMNS})
    VALUES (@id, @hash, @scope, @user, @note, @created_at, @last_used_at, @expires_at)`)
  const selectKey = db.prepare<[string], KeyRow>(`SELECT ${KEY_COLUMNS} FROM api_keys WHERE hash = ?`)
  const selectKeys = db.prepare<[], KeyRow>(`SELECT ${KEY_COLUMNS} FROM api_keys ORDER BY created_at, id`)
  const removeKey = db.prepare<[string]>('DELETE FROM api_keys WHERE id = ?')
  const touchKey = db.prepare<[{ id: string; now: number }]>(
    'UPDATE api_keys SET last_used_at = @now WHERE id = @id AND (last_used_at IS NULL OR last_used_at < @now)',
  )
  const selectSetting = db.prepare<[string], string>('SELECT value FROM settings WHERE name = ?').pluck()
  const upsertSetting = settingRow(db)

  return {
    async addKey({ createdAt, lastUsedAt, expiresAt, ...rest }) {
      try {
        insertKey.run({ ...rest, created_at: createdAt, last_used_at: lastUsedAt, expires_at: expiresAt })
      } catch (error) {
        if (
          error instanceof Database.SqliteError &&
          /^SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE)$/.test(error.code)
        ) {
          throw new BadInput(
            `There is a key ${rest.id}, or one with the same secret, already; make another.`,
            409,
          )
        }
        throw error
      }
    },

    async keyByHash(hash) {
      const row = selectKey.get(hash)
      return row ? keyOf(row) : null
    },

    keys: async () => selectKeys.all().map(keyOf),
    removeKey: async (id) => removeKey.run(id).changes > 0,
    touchKey: async (id, now) => void touchKey.run({ id, now }),
    setting: async (name) => selectSetting.get(name) ?? null,
    putSetting: async (name, value) => void upsertSetting.run(name, value),
  }
}

function keyOf({
  created_at: createdAt,
  last_used_at: lastUsedAt,
  expires_at: expiresAt,
  ...rest
}: KeyRow): ApiKey {
  return { ...rest, createdAt, lastUsedAt, expiresAt }
}

/** Stores a setting, in place of the one of its name. */
export function settingRow(db: Database.Database): Database.Statement<[name: string, value: string]> {
  return db.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )
}
