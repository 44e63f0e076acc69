/** The pool's own worker, but that a text can end it. */
import encode from '../../dist/encoder/worker.js'

export default function encodeOrDie(texts) {
  if (texts.includes('die')) process.exit(1)
  return encode(texts)
}
