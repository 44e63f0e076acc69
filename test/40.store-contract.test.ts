import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { createSqliteStore } from '../src/store/sqlite.js'
import { storeContract } from './store/contract.js'

const folder = mkdtempSync(join(tmpdir(), 'hamlet-store-'))
let files = 0
afterAll(() => rmSync(folder, { recursive: true }))

storeContract('SQLite in memory', () => createSqliteStore(':memory:'), 50)
storeContract('SQLite in a file', () => createSqliteStore(join(folder, `${files++}.db`)), 5)
