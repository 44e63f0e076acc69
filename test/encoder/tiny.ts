import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The tiny encoder: 16 numbers, 64 tokens, random weights; made by make-tiny.py. */
export const TINY = fileURLToPath(new URL('tiny', import.meta.url))

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'hamlet-encoder-'))
}

/** A copy of the tiny encoder with other words in its manifest. */
export async function copyOfTiny(manifest: Record<string, unknown> = {}): Promise<string> {
  const folder = join(await temporaryFolder(), 'tiny')
  await cp(TINY, folder, { recursive: true })
  const path = join(folder, 'manifest.json')
  const own = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...own, ...manifest }))
  return folder
}
