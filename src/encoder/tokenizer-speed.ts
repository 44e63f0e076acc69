import type { ModelFolder } from './model-folder.js'
import { median } from './speed.js'
import { loadTokenizer } from './tokenizer.js'

export interface TokenizerSpeed {
  /** Characters of all texts together, cut to what is tokenised at once. */
  characters: number
  /** Milliseconds for 1,000 characters: of texts met for the first time, and again (median over rounds). */
  first: number
  again: number
}

/** Characters of a text that are measured: more are cut away before they are tokenised (tokenizer.ts). */
const CUT = 1000

/** How long the tokenizer takes in one thread; no tokens are cut away. @throws BadConfig */
export async function measureTokenizer(
  { folder, manifest }: ModelFolder,
  texts: readonly string[],
  rounds: number,
): Promise<TokenizerSpeed> {
  const tokenizer = await loadTokenizer(folder)
  const cut = texts.map((text) => manifest.prefix + text.slice(0, CUT))
  const characters = cut.reduce((sum, text) => sum + text.length, 0)
  // The compiler warms up on other words than those that count as met for the first time.
  for (let i = 0; i < 200; i++) tokenizer.encode(`warm${i} up${i} `.repeat(20), CUT)
  const pass = () => {
    const started = performance.now()
    for (const text of cut) tokenizer.encode(text, CUT)
    return (1000 * (performance.now() - started)) / characters
  }
  const first = pass()
  return { characters, first, again: median(Array.from({ length: rounds }, pass)) }
}
