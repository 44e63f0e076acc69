/** Before each test file: what it and its children make in the temporary directory is gone when it ends. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const { TMPDIR } = process.env
const folder = mkdtempSync(join(tmpdir(), 'hamlet-test-'))
// Some children are another user.
chmodSync(folder, 0o755)
process.env.TMPDIR = folder

afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = TMPDIR
  rmSync(folder, { recursive: true, force: true })
})
