// node verify.mjs INT8_FOLDER FLOAT32_FOLDER TEXTS.json: how far the int8 model is from the float32 one, as the product
// runs them. Prints both embeddings of each text, and the encoder's id. Needs the built program (`npm ci`).
import { readFile } from 'node:fs/promises'
import { openEncoder } from '../../../dist/encoder/open.js'

const [int8, float32, file] = process.argv.slice(2)
const texts = JSON.parse(await readFile(file, 'utf8'))
const [small, full] = await Promise.all([int8, float32].map((encoder) => openEncoder({ encoder })))
const embeddings = { int8: [], float32: [] }
for (const text of texts) {
  const [a, b] = await Promise.all([small.encode(text), full.encode(text)])
  embeddings.int8.push([...a])
  embeddings.float32.push([...b])
}
await Promise.all([small.close(), full.close()])
console.log(JSON.stringify({ id: small.id, bytes: small.info.bytes, ...embeddings }))
