/** Other processes that use the store as it was compiled to dist/. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'

const compiled = new URL('../../dist/store/sqlite.js', import.meta.url)

/**
 * Starts a process that opens `store` at the path and runs the lines, in which `say(line)` writes a line that the parent sees
 * at once; `first` runs before the store is opened.
 */
export function startWithStore(path: string, lines: string, stdio: StdioOptions, first = ''): ChildProcess {
  if (!existsSync(compiled)) {
    throw new Error('The program is not compiled: run `npm run build`, or `npm test`, which does it.')
  }
  const program = `
    import { writeSync } from 'node:fs'
    import { createSqliteStore } from '${compiled.href}'
    const say = (line) => writeSync(1, line + '\\n')
    ${first}
    const store = await createSqliteStore(process.argv[1])
    ${lines}
    await store.close()`
  return spawn(process.execPath, ['--input-type=module', '-e', program, path], { stdio })
}

/** Runs such a process to its end. @returns what it said. */
export async function runWithStore(path: string, lines: string, first = ''): Promise<string> {
  const child = startWithStore(path, lines, ['ignore', 'pipe', 'pipe'], first)
  const output = { said: '', errors: '' }
  child.stdout?.on('data', (data: Buffer) => {
    output.said += data
  })
  child.stderr?.on('data', (data: Buffer) => {
    output.errors += data
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(output.errors)
  return output.said
}
