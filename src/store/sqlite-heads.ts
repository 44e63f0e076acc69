/** Solved adapters and the versions of the shared head. */
import type { Database } from 'better-sqlite3'
import { checkLimit } from './cursor.js'
import { settingRow } from './sqlite-access.js'
import type { Heads, RefitBasis, SharedSummary, SharedVersion, Store, StoredAdapter } from './store.js'

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
  copied_from: number | null
}

const ADAPTER_COLUMNS = 'user, revision, encoder, base, shared_version, head'
const SHARED_COLUMNS =
  'created_at, encoder, base, users, marks, held_out, log_loss_before, log_loss_after, published, copied_from'

/** The shared head that is in force for an encoder and a base. */
const IN_FORCE = `FROM shared_heads
  WHERE encoder = @encoder AND base = @base AND published = 1 AND head IS NOT NULL ORDER BY version DESC LIMIT 1`

type AdapterMethods = Pick<Store, 'adapter' | 'putAdapter'>
type SharedMethods = Pick<Store, 'shared' | 'sharedVersion' | 'sharedVersions'>
type AddingMethods = Pick<Store, 'addShared' | 'sharedInForce' | 'addRefit' | 'erasures'>

export function headMethods(db: Database): AdapterMethods & SharedMethods & AddingMethods {
  return { ...adapterMethods(db), ...sharedMethods(db), ...addingMethods(db) }
}

function adapterMethods(db: Database): AdapterMethods {
  const selectAdapter = db.prepare<[string], AdapterRow>(
    `SELECT ${ADAPTER_COLUMNS} FROM adapters WHERE user = ?`,
  )
  const upsertAdapter = db.prepare<[AdapterRow]>(`INSERT INTO adapters (${ADAPTER_COLUMNS})
    SELECT user, revision, @encoder, @base, @shared_version, @head FROM users WHERE user = @user AND revision = @revision
    ON CONFLICT (user) DO UPDATE SET encoder = excluded.encoder, base = excluded.base,
      shared_version = excluded.shared_version, head = excluded.head`)

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
  }
}

function sharedMethods(db: Database): SharedMethods {
  const selectInForce = db.prepare<[Heads], SharedRow & { head: Buffer }>(
    `SELECT version, ${SHARED_COLUMNS}, head ${IN_FORCE}`,
  )
  const selectOne = db.prepare<[number], SharedRow & { head: Buffer }>(
    `SELECT version, ${SHARED_COLUMNS}, head FROM shared_heads WHERE version = ? AND head IS NOT NULL`,
  )
  const selectVersions = db.prepare<[number], SharedRow & { is_kept: 0 | 1 }>(
    `SELECT version, ${SHARED_COLUMNS}, head IS NOT NULL AS is_kept FROM shared_heads ORDER BY version DESC LIMIT ?`,
  )
  const withHead = (row: (SharedRow & { head: Buffer }) | undefined) =>
    row ? { ...versionOf(row), head: row.head } : null

  return {
    shared: async (encoder, base) => withHead(selectInForce.get({ encoder, base })),
    sharedVersion: async (version) => withHead(selectOne.get(version)),
    async sharedVersions(limit) {
      checkLimit(limit)
      return selectVersions
        .all(limit)
        .map((row): SharedSummary => ({ ...versionOf(row), isKept: row.is_kept === 1 }))
    },
  }
}

function addingMethods(db: Database): AddingMethods {
  const insertShared = db.prepare<[Omit<SharedRow, 'version'> & { head: Buffer | null }]>(
    `INSERT INTO shared_heads (${SHARED_COLUMNS}, head) VALUES (@created_at, @encoder, @base, @users, @marks,
      @held_out, @log_loss_before, @log_loss_after, @published, @copied_from, @head)`,
  )
  const dropHeads = db.prepare<[{ encoder: string; base: string; keep: number }]>(
    `UPDATE shared_heads SET head = NULL WHERE encoder = @encoder AND base = @base AND published = 1 AND head IS NOT NULL
    AND version <= (SELECT version FROM shared_heads WHERE encoder = @encoder AND base = @base AND published = 1
      ORDER BY version DESC LIMIT 1 OFFSET @keep)`,
  )

  const selectInForce = db.prepare<[Heads], number>(`SELECT version ${IN_FORCE}`).pluck()
  const erasures = db.prepare<[], number>('SELECT erased FROM counters').pluck()
  const putSetting = settingRow(db)

  const inForce = ({ encoder, base }: Heads) => selectInForce.get({ encoder, base }) ?? 0
  const addShared = db.transaction((shared: Omit<SharedVersion, 'version'>, keep: number): SharedVersion => {
    const { lastInsertRowid } = insertShared.run(toSharedRow(shared))
    if (shared.gate.published) dropHeads.run({ encoder: shared.encoder, base: shared.base, keep })
    return { ...shared, version: Number(lastInsertRowid) }
  })
  const addRefit = db.transaction((refit: Omit<SharedVersion, 'version'>, began: RefitBasis) => {
    if (inForce(refit) !== began.inForce || erasures.get() !== began.erased) return null
    for (const [name, value] of Object.entries(began.settings)) putSetting.run(name, value)
    return addShared(refit, began.keep)
  })

  return {
    sharedInForce: async (heads) => inForce(heads),
    erasures: async () => erasures.get() as number,
    async addShared(shared, keep) {
      checkLimit(keep)
      return addShared.immediate(shared, keep)
    },
    async addRefit(refit, began) {
      checkLimit(began.keep)
      return addRefit.immediate(refit, began)
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
    copied_from: shared.copiedFrom,
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
  const { created_at: createdAt, copied_from: copiedFrom } = row
  return { version, createdAt, encoder, base, users, marks, gate, copiedFrom }
}
