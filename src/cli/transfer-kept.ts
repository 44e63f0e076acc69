/** A run of `hamlet bench transfer` that was cut off goes on: whom the same program judged in the same way is not judged again. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { fileHash, type Provenance } from '../bench/provenance.js'
import type { UserResult } from '../bench/transfer.js'

/** How a user was judged, and with what. */
export interface Judged {
  result: UserResult
  /** Encoder and base, and how much mail these and the peers had learned from. */
  about: { user: string; encoder: string; base: string; trainedOn: boolean; baseMails: number }
}

export type Judge = (user: string, encoder: string, judge: () => Promise<Judged>) => Promise<Judged>

/**
 * What judges a user, unless an earlier run did. Nothing is kept of a program that differs from its commit, nor where the base
 * is one that was there before.
 * @param way all that decides how users are judged
 * @param folder where it is kept
 */
export async function judgingOnce(
  way: { train: string[]; test: string[]; base: 'retrain' | 'shipped' },
  { commit, node }: Pick<Provenance, 'commit' | 'node'>,
  folder: string,
): Promise<Judge> {
  if (commit === null || commit.endsWith('-dirty') || way.base === 'shipped')
    return (_user, _encoder, judge) => judge()
  const hashes = await Promise.all([...way.train, ...way.test].map(fileHash))
  await mkdir(folder, { recursive: true })
  return async (user, encoder, judge) => {
    const name = createHash('sha256').update(JSON.stringify({ way, commit, node, hashes, user, encoder }))
    const file = join(folder, name.digest('hex').slice(0, 16))
    if (existsSync(file)) return deserialize(await readFile(file)) as Judged
    const judged = await judge()
    await writeFile(`${file}.part`, serialize(judged))
    await rename(`${file}.part`, file)
    return judged
  }
}
