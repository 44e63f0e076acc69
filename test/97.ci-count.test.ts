/** What closes `.ci/run`: a count that hides no failure. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('../.ci/count.mjs', import.meta.url))

type Status = 'passed' | 'failed' | 'pending' | 'todo'
/** A suite: its exit code, and the statuses of its files' tests; null where no report was written. */
type Suite = [code: number, files: Status[][] | null]

describe('count.mjs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hamlet-count-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  function count(suites: Suite[], ...options: string[]): { line: string | undefined; code: number | null } {
    const names = suites.map(([code, files]) => {
      const suite = mkdtempSync(join(folder, 'suite-'))
      writeFileSync(`${suite}.exit`, `${code}\n`)
      const testResults = files?.map((statuses, at) => ({
        name: `file ${at}`,
        status: statuses.includes('failed') || statuses.length === 0 ? 'failed' : 'passed',
        assertionResults: statuses.map((status) => ({ status, fullName: status })),
      }))
      if (testResults) writeFileSync(`${suite}.json`, JSON.stringify({ testResults }))
      return suite
    })
    const { stdout, status } = spawnSync('node', [script, ...options, ...names], { encoding: 'utf8' })
    return { line: stdout.trimEnd().split('\n').at(-1), code: status }
  }

  it.each<[string, Suite[], string, number]>([
    [
      'add up suites',
      [
        [0, [['passed', 'passed']]],
        [0, [['passed']]],
      ],
      '3 passed, 0 failed, 0 skipped',
      0,
    ],
    ['report what was skipped', [[0, [['passed', 'pending', 'todo']]]], '1 passed, 0 failed, 2 skipped', 0],
    ['fail with a failed test', [[1, [['passed', 'failed']]]], '1 passed, 1 failed, 0 skipped', 1],
    ['count a file that could not be loaded', [[1, [['passed'], []]]], '1 passed, 1 failed, 0 skipped', 1],
    [
      'count a suite without a report',
      [
        [2, null],
        [0, [['passed']]],
      ],
      '1 passed, 1 failed, 0 skipped',
      1,
    ],
    ['count an exit code that no test explains', [[1, [['passed']]]], '1 passed, 1 failed, 0 skipped', 1],
    ['fail when nothing ran', [[0, []]], '0 passed, 0 failed, 0 skipped', 1],
  ])('should %s', (_, suites, line, code) => {
    expect(count(suites)).toEqual({ line, code })
  })

  it('should fail, with --complete, when the last suite skipped a test', () => {
    const skipping: Suite = [0, [['passed', 'pending']]]
    const whole: Suite = [0, [['passed']]]
    expect(count([whole, skipping], '--complete')).toEqual({ line: '2 passed, 0 failed, 1 skipped', code: 1 })
    expect(count([skipping, whole], '--complete')).toEqual({ line: '2 passed, 0 failed, 1 skipped', code: 0 })
  })
})
