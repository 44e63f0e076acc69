/** What stands beside every figure, so that it can be made again: program, data and machine. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export interface Provenance {
  version: string
  /** Commit of the work tree, `-dirty` when it was changed since; null in an installed package. */
  commit: string | null
  node: string
  cpu: string
  cores: number
  startedAt: string
}

const root = fileURLToPath(new URL('../../', import.meta.url))

export async function provenance(): Promise<Provenance> {
  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { version: string }
  return {
    version,
    commit: await commit(),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    startedAt: new Date().toISOString(),
  }
}

async function commit(): Promise<string | null> {
  if (!existsSync(`${root}.git`)) return null
  const describe = ['-C', root, 'describe', '--always', '--dirty', '--abbrev=40', '--exclude=*']
  return promisify(execFile)('git', describe).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  )
}

/** SHA-256 of a file, hex. */
export async function fileHash(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}

/** SHA-256 over the SHA-256 of each message, in order, hex. */
export function mailsHash(mails: readonly Buffer[]): string {
  const hash = createHash('sha256')
  for (const raw of mails) hash.update(`${createHash('sha256').update(raw).digest('hex')}\n`)
  return hash.digest('hex')
}
