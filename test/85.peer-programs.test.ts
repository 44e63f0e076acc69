import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../dist/bench/peers/program.js', import.meta.url))
/** Makes a file, and removes it when it is told to end. */
const SERVER = `trap 'rm "$0"; exit' TERM; echo up > "$0"; while [ -e "$0" ]; do sleep 0.05; done`

describe('startProgram(name, words)', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('should leave no server behind when %s ends us', async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'hamlet-program-'))
    const up = join(folder, 'up')
    const script = `
      import { startProgram } from ${JSON.stringify(PROGRAM)}
      const server = await startProgram('sh', ['-c', ${JSON.stringify(SERVER)}, ${JSON.stringify(up)}])
      await server.ended`
    const us = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
    try {
      await expect.poll(() => existsSync(up), { timeout: 10_000 }).toBe(true)
      us.kill(signal)
      expect(await once(us, 'exit')).toEqual([null, signal])
      await expect.poll(() => existsSync(up), { timeout: 10_000 }).toBe(false)
    } finally {
      us.kill('SIGKILL')
      await rm(folder, { recursive: true })
    }
  })
})
