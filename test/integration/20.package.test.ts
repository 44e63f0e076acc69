import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shellEnvironment } from './environment.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const options = { env: shellEnvironment, maxBuffer: 2 ** 26 }
const execute = promisify(execFile)

describe('the packed package', () => {
  let folder: string
  let files: string[]
  /** Runs a command in the folder where the package was installed. */
  const run = async (file: string, ...args: string[]) =>
    (await execute(file, args, { ...options, cwd: folder })).stdout

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-package-'))
    const pack = ['pack', '--json', '--pack-destination', folder]
    const { stdout } = await execute('npm', pack, { ...options, cwd: root })
    const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[')))
    files = packed.files.map((file: { path: string }) => file.path)
    // As the README says for a machine that reaches the npm registry alone: no dependency may fetch from elsewhere.
    await writeFile(join(folder, 'package.json'), '{ "private": true }')
    await run('npm', 'install', '--ignore-scripts', `./${packed.filename}`)
    await run('npm', 'rebuild', 'better-sqlite3')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('should hold the program, the encoder, the base, the migrations and the samples', () => {
    for (const part of [/^dist\/cli\/main\.js$/, /^data\/encoder\/.*\.onnx$/, /^data\/base\/base\.bin$/]) {
      expect(files).toContainEqual(expect.stringMatching(part))
    }
    expect(files).toContainEqual(expect.stringMatching(/^migrations\/sqlite\/.*\.sql$/))
    expect(files).toContainEqual(expect.stringMatching(/^data\/samples\/.*\.eml$/))
    expect(files).toContainEqual(expect.stringMatching(/^LICENSE/i))
  })

  it('should hold no tests, no recipe, and of the sources only what a browser loads', () => {
    const left = files.filter((file) => /^(src|test|\.ci|data\/encoder\/recipe)\//.test(file))
    expect(left.filter((file) => !file.startsWith('src/page/'))).toEqual([])
  })

  it('should say what it can do', async () => {
    expect(await run('npx', 'hamlet', '--help')).toMatch(/Usage: hamlet [\s\S]*score/)
  })

  it('should score a mail with what it brought along', async () => {
    const samples = join(folder, 'node_modules', 'hamlet', 'data', 'samples')
    const all = await readdir(samples, { recursive: true })
    const sample = join(samples, all.find((name) => name.endsWith('.eml')) as string)
    const answer = JSON.parse(await run('npx', 'hamlet', 'score', '--json', sample))
    expect(answer).toMatchObject({ verdict: expect.stringMatching(/^(spam|unsure|ham)$/), user: 'me' })
    expect(answer.probability).toBeGreaterThan(0)
    expect(answer.probability).toBeLessThan(1)
  })

  it('should have the version of package.json', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    expect((await run('npx', 'hamlet', '--version')).trim()).toBe(version)
  })
})
