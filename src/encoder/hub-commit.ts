import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NotFound } from '../errors.js'
import { download, type Progress } from './download.js'
import { recipeFor } from './hub-cache.js'
import { MANIFEST, MODEL_FILES, SMALL_FILES } from './model-folder.js'

export interface Commit {
  /** The hub's address. */
  hub: string
  /** `owner/name` */
  model: string
  commit: string
  /** The model's folder in the cache. */
  place: string
  /** The hashes that the commit's files had when they were fetched before. */
  seen: Record<string, string>
}

/**
 * Fetches the files of one commit into the folder of its name; all of them, or nothing changes.
 *
 * @returns sha256 in hex of each file
 * @throws what {@link download} throws
 */
export async function fetchCommit(
  { hub, model, commit, place, seen }: Commit,
  onProgress?: (progress: Progress) => void,
): Promise<Record<string, string>> {
  const recipe = recipeFor(model, commit)
  const pinned = { ...seen, ...recipe?.files }
  const hashes: Record<string, string> = {}
  const temporary = join(place, `.fetching-${randomUUID()}`)
  const fetchFile = async (file: string) => {
    const target = join(temporary, file)
    await mkdir(dirname(target), { recursive: true })
    const url = `${hub}/${model}/resolve/${commit}/${file}`
    hashes[file] = await download({ url, target, file, sha256: pinned[file] }, onProgress)
  }
  try {
    for (const file of SMALL_FILES) await fetchFile(file)
    if (recipe === undefined) await fetchFile(MANIFEST).catch(ifMissing(() => {}))
    const [small, full] = MODEL_FILES
    await fetchFile(small).catch(ifMissing(() => fetchFile(full)))
    await publish(temporary, join(place, commit))
    return hashes
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

function ifMissing(instead: () => void | Promise<void>): (error: unknown) => void | Promise<void> {
  return (error) => {
    if (error instanceof NotFound) return instead()
    throw error
  }
}

/** Puts a finished folder in its place; one that is there already was found harmed and goes. */
async function publish(temporary: string, folder: string): Promise<void> {
  const harmed = `${temporary}-harmed`
  await rename(folder, harmed).catch(() => {})
  await rename(temporary, folder)
  await rm(harmed, { recursive: true, force: true })
}
