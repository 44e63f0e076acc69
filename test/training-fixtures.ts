/** Mail for the tests of training: written by rules, so that two classes and several users can be told apart. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Encoder } from '../src/encoder/encoder.js'
import { random } from '../src/training/draws.js'

const SPAM = 'free money winner click offer pills casino loan cheap prize urgent bonus'.split(' ')
const HAM = 'meeting report project lunch family review draft notes minutes garden train invoice'.split(' ')
const COMMON = 'the a of to and in is it you that we for on with this at from your'.split(' ')

/** One mail: mostly words of its class, and of its user's own world. */
export function mailText(spam: boolean, user: string, n: number): string {
  const next = random(n * 7 + user.length * 1000 + (spam ? 1 : 0))
  const pick = (words: string[]) => words[Math.floor(next() * words.length)]
  const own = Array.from({ length: 8 }, (_, i) => `${user}${'abcdefgh'[i]}word`)
  const words = Array.from({ length: 30 }, () =>
    pick(next() < 0.4 ? COMMON : next() < 0.3 ? own : spam ? SPAM : HAM),
  )
  return `From: ${pick(own)} <${pick(own)}@${spam ? 'mass' : user}.example>\r\nSubject: ${pick(words)} ${pick(words)}\r\n\r\n${words.join(' ')}\r\n`
}

/** A corpus in `folder`: `each` mails of both classes for each user, taking turns. @returns its index file */
export async function writeCorpus(folder: string, users: string[], each: number): Promise<string> {
  const lines: string[] = []
  for (const user of users) {
    await mkdir(join(folder, 'data', user), { recursive: true })
    for (let n = 0; n < 2 * each; n++) {
      const spam = n % 2 === 0
      await writeFile(join(folder, 'data', user, `${n}.eml`), mailText(spam, user, n))
      lines.push(`${spam ? 'spam' : 'ham'} data/${user}/${n}.eml ${user}`)
    }
  }
  const index = join(folder, 'index')
  await writeFile(index, `${lines.join('\n')}\n`)
  return index
}

/** Counts of letters, as an encoder that needs no model and knows a little of the text. */
export function letterEncoder(id = 'letters@1'): Encoder & { encoded: number } {
  return {
    id,
    dimension: 8,
    encoded: 0,
    async encode(text) {
      this.encoded += 1
      const counts = new Float32Array(8)
      for (const letter of text.toLowerCase()) counts[letter.charCodeAt(0) % 8] += 1
      const length = Math.hypot(...counts)
      return counts.map((count) => (length > 0 ? count / length : 0))
    },
    async close() {},
  }
}
