/** A worker for the tests of the pool: its texts say how it fails. */
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

async function encode(text) {
  const [command, argument] = text.split('|')
  if (command === 'slow') await wait(Number(argument))
  if (command === 'throw') throw new Error('No.')
  if (command === 'die') process.exit(1)
  if (command === 'die once' && !existsSync(argument)) {
    writeFileSync(argument, '')
    process.exit(1)
  }
  return Float32Array.of(text.length)
}

export default async function encodeAll(texts) {
  const embeddings = []
  for (const text of texts) {
    embeddings.push(text.startsWith('group') ? Float32Array.of(texts.length) : await encode(text))
  }
  return embeddings
}
