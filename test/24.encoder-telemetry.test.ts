import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { platform } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { TINY, temporaryFolder } from './encoder/tiny.js'

const child = fileURLToPath(new URL('encoder/quiet-child.mjs', import.meta.url))

/** As a user's shell has it: these variables silence the runtime by themselves, HOME is where it keeps its identifier. */
function plainEnvironment(home: string): NodeJS.ProcessEnv {
  const { CI, GITHUB_ACTIONS, TF_BUILD, ORT_DISABLE_TELEMETRY, XDG_CACHE_HOME, NODE_OPTIONS, ...rest } =
    process.env
  return { ...rest, HOME: home }
}

describe('telemetry of the runtime', () => {
  it.runIf(platform() === 'linux')(
    'should leave no identifier in the home folder and open no socket (looked at on Linux only)',
    async () => {
      const home = await temporaryFolder()
      const run = promisify(execFile)
      const { stdout } = await run(process.execPath, [child, TINY], {
        env: plainEnvironment(home),
        cwd: home,
      })
      expect(JSON.parse(stdout)).toEqual([])
      expect(readdirSync(home, { recursive: true })).toEqual([])
    },
    120_000,
  )

  it('should be switched off by the first import of every file that loads the runtime', () => {
    const root = fileURLToPath(new URL('../src/', import.meta.url))
    const loads =
      /^(?!import type).*(?:from |import\()'(?:onnxruntime-node|piscina|@xenova\/transformers\S*)'/m
    const loading = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (file) => /(?<!\.d)\.ts$/.test(file) && loads.test(readFileSync(root + file, 'utf8')),
    )
    expect(loading.toSorted()).toEqual(['encoder/pool.ts', 'encoder/session.ts', 'encoder/tokenizer.ts'])
    for (const file of loading) {
      expect(readFileSync(root + file, 'utf8').match(/^import .*$/m)?.[0], file).toBe(
        "import './no-telemetry.js'",
      )
    }
  })
})
