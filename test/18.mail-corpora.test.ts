import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from '../src/mail/parse.js'
import { canonicalText, MAX_TEXT } from '../src/mail/text.js'
import { processorTime } from './mail/samples.js'

const folder = process.env.HAMLET_CORPORA
const CORPORA = [
  { name: 'spamassassin', messages: 6_046 },
  { name: 'trec07p', messages: 15_000 },
]
const SLOWEST = 5

function isThere(name: string): boolean {
  return folder !== undefined && existsSync(join(folder, name, 'index'))
}

for (const { name, messages } of CORPORA) {
  describe.skipIf(!isThere(name))(
    `${name}, which is skipped unless HAMLET_CORPORA names a folder that has it`,
    () => {
      it(`should parse, all ${messages} of it, and no message longer than a second`, {
        timeout: 900_000,
      }, async () => {
        const root = join(folder ?? '', name)
        const index = (await readFile(join(root, 'index'), 'utf8')).trim().split('\n')
        const times: { path: string; bytes: number; milliseconds: number }[] = []
        for (const line of index) {
          const path = line.split(' ')[1]
          const bytes = await readFile(join(root, path))
          const { result, milliseconds } = await processorTime(async () => canonicalText(await parse(bytes)))
          expect(result.length, path).toBeGreaterThan(0)
          expect(result.length, path).toBeLessThanOrEqual(MAX_TEXT)
          times.push({ path, bytes: bytes.length, milliseconds })
        }
        times.sort((a, b) => b.milliseconds - a.milliseconds)
        const mean = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / times.length
        const slowest = times
          .slice(0, SLOWEST)
          .map(({ path, bytes, milliseconds }) => `  ${milliseconds.toFixed(0)} ms  ${bytes} bytes  ${path}`)
        console.info(`${name}: ${mean.toFixed(2)} ms a message; the slowest:\n${slowest.join('\n')}`)
        expect(times).toHaveLength(messages)
        expect(times[0].milliseconds).toBeLessThan(1000)
      })
    },
  )
}
