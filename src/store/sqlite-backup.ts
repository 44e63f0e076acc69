/** Backup, health and closing of a database. */
import { closeSync, openSync, rmSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { BadInput } from '../errors.js'
import { emptyLog } from './sqlite-open.js'
import type { Store } from './store.js'

export function lifeMethods(db: Database): Pick<Store, 'backup' | 'ping' | 'close'> {
  const backups = new Set<Promise<void>>()
  const ping = db.prepare('SELECT revision FROM counters')

  return {
    async backup(path) {
      const copied = copyTo(db, path)
      backups.add(copied)
      await copied.finally(() => backups.delete(copied))
    },

    ping: async () => void ping.get(),

    async close() {
      await Promise.allSettled(backups)
      if (!db.open) return
      emptyLog(db)
      db.close()
    },
  }
}

/** SQLite copies into the file in one transaction: a copy that was cut short is an empty database. */
async function copyTo(db: Database, path: string): Promise<void> {
  try {
    closeSync(openSync(path, 'wx'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const sentence =
      code === 'EEXIST'
        ? `${path} is there already; name a new file for the backup, or move the old one away.`
        : `The backup ${path} cannot be written (${code}); name a file in a folder that can.`
    throw new BadInput(sentence, 400, 'bad-input', { cause: error })
  }
  try {
    await db.backup(path)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}
