/** Stops an encoder's pool at an awkward moment: node stopping-child.mjs FOLDER close|exit|run MILLISECONDS */
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readModelFolder } from '../../dist/encoder/model-folder.js'
import { openPool } from '../../dist/encoder/pool.js'

const [folder, how, milliseconds] = process.argv.slice(2)
const model = await readModelFolder(folder)
const workerFile = fileURLToPath(new URL('mortal-worker.mjs', import.meta.url))
const opening = openPool(model, { workers: 2, workerFile })

if (how === 'close') {
  // Both workers die and are replaced; the new ones are still loading when the pool is closed.
  const pool = await opening
  await pool.encode('die').catch(() => {})
  await wait(Number(milliseconds))
  await pool.close()
}
if (how === 'run') {
  const pool = await opening
  for (let i = 0; i < 1000; i++) pool.encode(`${i} words `.repeat(40))
}
if (how !== 'close') {
  await wait(Number(milliseconds))
  process.exit()
}
