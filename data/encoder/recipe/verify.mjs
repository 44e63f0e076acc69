// node verify.mjs INT8_FOLDER FLOAT32_FOLDER TEXTS.json: how far the int8 model is from the float32 one, as the product
// runs them: cosine between the two embeddings of each text. Needs the built program (`npm ci`).
import { readFile } from 'node:fs/promises'
import { openEncoder } from '../../../dist/encoder/open.js'

const [int8, float32, file] = process.argv.slice(2)
const texts = JSON.parse(await readFile(file, 'utf8'))
const [small, full] = await Promise.all([int8, float32].map((encoder) => openEncoder({ encoder })))
const cosines = []
for (const text of texts) {
  const [a, b] = await Promise.all([small.encode(text), full.encode(text)])
  cosines.push(a.reduce((sum, value, i) => sum + value * b[i], 0))
}
await Promise.all([small.close(), full.close()])
cosines.sort((a, b) => a - b)
console.log(
  JSON.stringify({
    texts: texts.length,
    worst: cosines[0],
    median: cosines[cosines.length >> 1],
    id: small.id,
    bytes: small.info.bytes,
  }),
)
