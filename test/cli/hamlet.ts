/** The compiled command line as a child process, on a small model and a database of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { failed } from '../../src/cli/failure.js'
import { createProgram } from '../../src/cli/program.js'
import { findEncoder } from '../../src/encoder/open.js'
import { encodeBase } from '../../src/heads/base-files.js'
import { smallBase } from '../bench/small-filter.js'
import { TINY } from '../encoder/tiny.js'

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
export const DEMO = fileURLToPath(new URL('../../data/samples/demo', import.meta.url))

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** A folder with a base for the tiny encoder, and the settings that name both and a new database. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'hamlet-cli-'))
  readonly settings: Record<string, string> = {
    HAMLET_ENCODER: TINY,
    HAMLET_ENCODER_WORKERS: '1',
    HAMLET_BASE: join(this.folder, 'base'),
    HAMLET_DATABASE: join(this.folder, 'hamlet.db'),
    HAMLET_DEMO: 'off',
  }

  static async make<Kind extends Place>(this: new () => Kind): Promise<Kind> {
    const place = new this()
    const { id, manifest } = await findEncoder({ encoder: TINY })
    const { json, bin } = encodeBase(smallBase({ id, dimension: manifest.dimension }))
    mkdirSync(join(place.folder, 'base'))
    writeFileSync(join(place.folder, 'base', 'base.json'), json)
    writeFileSync(join(place.folder, 'base', 'base.bin'), bin)
    return place
  }

  /** Starts `hamlet` with words as a shell would pass them. */
  start(words: string[], settings: Record<string, string> = {}): ChildProcessWithoutNullStreams {
    const { HAMLET_CORPORA: _, PORT: __, ...environment } = process.env
    const env = { ...environment, ...this.settings, ...settings }
    return spawn(process.execPath, [MAIN, ...words], { cwd: this.folder, env })
  }

  /** Runs `hamlet` to its end. A line is split at spaces. */
  async run(
    line: string | string[],
    { input = '', ...settings }: Record<string, string> = {},
  ): Promise<Ended> {
    const child = this.start(wordsOf(line), settings)
    child.stdin.end(input)
    const ended = once(child, 'close')
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    return { code: (await ended)[0], stdout, stderr }
  }

  /** Runs a command that must succeed, and reads what it prints with --json: one value a line. */
  async json(line: string, settings: Record<string, string> = {}) {
    const { code, stdout, stderr } = await this.run(`${line} --json`, settings)
    if (code !== 0) throw new Error(`hamlet ${line} ended with ${code}: ${stderr}`)
    return stdout
      .trimEnd()
      .split('\n')
      .map((value) => JSON.parse(value))
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}

function wordsOf(line: string | string[]): string[] {
  return typeof line === 'string' ? line.split(' ') : line
}

/** The same in this process, for the many commands that need not be started from nothing each time. */
export class PlaceHere extends Place {
  override async run(
    line: string | string[],
    { input = '', ...settings }: Record<string, string> = {},
  ): Promise<Ended> {
    if (input !== '') throw new Error('Standard input is for child processes.')
    const ended = { code: 0, stdout: '', stderr: '' }
    const take = (name: 'stdout' | 'stderr', end: string) => (text: unknown) => {
      ended[name] += `${text}${end}`
      return true
    }
    const spies = [
      vi.spyOn(console, 'log').mockImplementation(take('stdout', '\n')),
      vi.spyOn(console, 'error').mockImplementation(take('stderr', '\n')),
      vi.spyOn(process.stdout, 'write').mockImplementation(take('stdout', '')),
      vi.spyOn(process.stderr, 'write').mockImplementation(take('stderr', '')),
    ]
    for (const [name, value] of Object.entries({ ...this.settings, ...settings })) vi.stubEnv(name, value)
    try {
      await createProgram().parseAsync(wordsOf(line), { from: 'user' })
      ended.code = Number(process.exitCode ?? 0)
    } catch (error) {
      ended.code = failed(error)
    } finally {
      process.exitCode = undefined
      vi.unstubAllEnvs()
      for (const spy of spies) spy.mockRestore()
    }
    return ended
  }
}
