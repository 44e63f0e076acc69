/** Solved adapters and the versions of the shared head. */
import type { Database } from 'better-sqlite3'
import { checkLimit } from './cursor.js'
import type { SharedVersion, Store, StoredAdapter } from './store.js'

interface AdapterRow {
  user: string
  revision: number
  encoder: string
  base: string
  shared_version: number
  head: Buffer
}

interface SharedRow {
  version: number
  created_at: number
  encoder: string
  base: string
  users: number
  marks: number
  held_out: number
  log_loss_before: number
  log_loss_after: number
  published: 0 | 1
}

const ADAPTER_COLUMNS = 'user, revision, encoder, base, shared_version, head'
const SHARED_COLUMNS =
  'created_at, encoder, base, users, marks, held_out, log_loss_before, log_loss_after, published'

type HeadMethods = Pick<Store, 'adapter' | 'putAdapter' | 'shared' | 'addShared' | 'sharedVersions'>

export function headMethods(db: Database): HeadMethods {
  const selectAdapter = db.prepare<[string], AdapterRow>(
    `SELECT ${ADAPTER_COLUMNS} FROM adapters WHERE user = ?`,
  )
  const upsertAdapter = db.prepare<[AdapterRow]>(`INSERT INTO adapters (${ADAPTER_COLUMNS})
    SELECT user, revision, @encoder, @base, @shared_version, @head FROM users WHERE user = @user AND revision = @revision
    ON CONFLICT (user) DO UPDATE SET encoder = excluded.encoder, base = excluded.base,
      shared_version = excluded.shared_version, head = excluded.head`)

  const selectShared = db.prepare<[string, string], SharedRow & { head: Buffer }>(
    `SELECT version, ${SHARED_COLUMNS}, head FROM shared_heads
    WHERE encoder = ? AND base = ? AND published = 1 AND head IS NOT NULL ORDER BY version DESC LIMIT 1`,
  )
  const selectVersions = db.prepare<[number], SharedRow>(
    `SELECT version, ${SHARED_COLUMNS} FROM shared_heads ORDER BY version DESC LIMIT ?`,
  )
  const insertShared = db.prepare<[Omit<SharedRow, 'version'> & { head: Buffer | null }]>(
    `INSERT INTO shared_heads (${SHARED_COLUMNS}, head) VALUES (@created_at, @encoder, @base, @users, @marks,
      @held_out, @log_loss_before, @log_loss_after, @published, @head)`,
  )
  const dropHead = db.prepare<[{ encoder: string; base: string; version: number }]>(
    `UPDATE shared_heads SET head = NULL WHERE version = (SELECT max(version) FROM shared_heads
    WHERE encoder = @encoder AND base = @base AND published = 1 AND version < @version)`,
  )

  const addShared = db.transaction((shared: Omit<SharedVersion, 'version'>): SharedVersion => {
    const { lastInsertRowid } = insertShared.run(toSharedRow(shared))
    const version = Number(lastInsertRowid)
    if (shared.gate.published) dropHead.run({ encoder: shared.encoder, base: shared.base, version })
    return { ...shared, version }
  })

  return {
    async adapter(user) {
      const row = selectAdapter.get(user)
      if (!row) return null
      const { shared_version: sharedVersion, ...rest } = row
      return { ...rest, sharedVersion }
    },

    async putAdapter({ sharedVersion, ...rest }: StoredAdapter) {
      upsertAdapter.run({ ...rest, shared_version: sharedVersion })
    },

    async shared(encoder, base) {
      const row = selectShared.get(encoder, base)
      return row ? { ...versionOf(row), head: row.head } : null
    },

    addShared: async (shared) => addShared.immediate(shared),

    async sharedVersions(limit) {
      checkLimit(limit)
      return selectVersions.all(limit).map(versionOf)
    },
  }
}

function toSharedRow(
  shared: Omit<SharedVersion, 'version'>,
): Omit<SharedRow, 'version'> & { head: Buffer | null } {
  const { encoder, base, users, marks, gate } = shared
  return {
    ...{ created_at: shared.createdAt, encoder, base, users, marks, held_out: gate.heldOut },
    log_loss_before: gate.before,
    log_loss_after: gate.after,
    published: gate.published ? 1 : 0,
    head: gate.published ? shared.head : null,
  }
}

function versionOf(row: SharedRow): Omit<SharedVersion, 'head'> {
  const { version, encoder, base, users, marks } = row
  const gate = {
    heldOut: row.held_out,
    before: row.log_loss_before,
    after: row.log_loss_after,
    published: row.published === 1,
  }
  return { version, createdAt: row.created_at, encoder, base, users, marks, gate }
}
