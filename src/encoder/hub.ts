/**
 * Models from a Hugging Face hub, in a cache of our own.
 *
 * Why not `@huggingface/hub` (2.17): it fetches whole repositories or single files, without progress, without taking up
 * a broken transfer and without checking a hash. A mail filter that runs what it fetched needs all three, and the
 * calls are two GET requests.
 *
 * The cache:
 *
 *     <cache>/<owner>--<name>/lock.json     what each revision name stood for, and the hash of each file
 *     <cache>/<owner>--<name>/<commit>/     the files, in the hub's layout
 *
 * A commit is fetched into a temporary folder, which is renamed when all of it is there and is what it should be: a failure
 * leaves the cache as it was. A file's hash comes from our recipe if there is one; else the hub is trusted on the
 * first use, and the lock holds the hash from then on.
 */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { BadConfig, HamletError, NotFound, Unavailable } from '../errors.js'
import { download, isFileError, type Progress, refusal } from './download.js'
import {
  type CachedModel,
  defaultCache,
  findCached,
  type HubId,
  type Lock,
  parseHubId,
  placeOf,
  readLock,
  recipeFor,
  writeLock,
} from './hub-cache.js'
import { isIntact, MODEL_FILES, SMALL_FILES } from './model-folder.js'

export interface HubOptions {
  /** Default https://huggingface.co */
  endpoint?: string | undefined
  /** Folder of the cache; default {@link defaultCache}. */
  cache?: string | undefined
  /** Ask the hub nothing; only what is in the cache is used. */
  offline?: boolean | undefined
}

type OnProgress = ((progress: Progress) => void) | undefined

const COMMIT = /^[0-9a-f]{40}$/

/**
 * The model from the cache, without asking the hub; fetched if it is not there.
 * @throws what {@link pullModel} throws
 */
export async function findHubModel(id: string, options: HubOptions = {}, onProgress?: OnProgress) {
  const asked = parseHubId(id)
  const place = placeOf(options.cache ?? defaultCache(), asked.model)
  const cached = findCached(place, asked, await readLock(place, asked.model))
  return cached ?? pullModel(id, options, onProgress)
}

/**
 * Asks the hub what the revision stands for now, and fetches it unless the cache has it unharmed.
 *
 * @throws BadConfig when `id` is not the id of a hub model, or the cache cannot be written
 * @throws NotFound when the hub does not have it
 * @throws Unavailable when the hub cannot be reached or may not be asked
 * @throws HamletError `hub-cut-transfer`, `hub-wrong-hash`
 */
export async function pullModel(
  id: string,
  options: HubOptions = {},
  onProgress?: OnProgress,
): Promise<CachedModel> {
  const asked = parseHubId(id)
  const hub = (options.endpoint ?? 'https://huggingface.co').replace(/\/+$/, '')
  const place = placeOf(options.cache ?? defaultCache(), asked.model)
  const lock = await readLock(place, asked.model)
  try {
    if (options.offline) throw new Unavailable('Hamlet is set to stay offline.')
    const commit = await resolveCommit(hub, asked)
    lock.revisions[asked.revision] = commit
    const cached = findCached(place, asked, lock)
    if (cached === undefined || !(await isIntact(cached.folder, cached.hashes))) {
      lock.commits[commit] = await fetchCommit(hub, asked.model, commit, place, lock, onProgress)
    }
    await writeLock(place, lock)
    return findCached(place, asked, lock) as CachedModel
  } catch (error) {
    throw explain(error, id, place)
  }
}

function explain(error: unknown, id: string, place: string): unknown {
  if (isFileError(error)) {
    return new BadConfig(
      `The cache of encoders ${place} cannot be written (${error.code}); make room or name another.`,
      {
        cause: error,
      },
    )
  }
  if (!(error instanceof Unavailable)) return error
  return new Unavailable(
    `The encoder ${id} cannot be fetched: ${error.message} Set HAMLET_ENCODER=embedded, or run "hamlet encoder pull ${id}" when the hub can be reached.`,
    { cause: error },
  )
}

/** The commit that a branch or tag stands for now. */
async function resolveCommit(hub: string, { model, revision }: HubId): Promise<string> {
  if (COMMIT.test(revision)) return revision
  const url = `${hub}/api/models/${model}/revision/${encodeURIComponent(revision)}`
  let response: Response
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(30_000) })
  } catch (cause) {
    throw new Unavailable(`The hub cannot be reached at ${url}.`, { cause })
  }
  if (!response.ok) throw refusal(url, response)
  const answer = z
    .object({ sha: z.string().regex(COMMIT) })
    .safeParse(await response.json().catch(() => null))
  if (answer.success) return answer.data.sha
  throw new HamletError(
    'hub-answer',
    502,
    `${url} does not answer as a Hugging Face hub does; check the endpoint.`,
  )
}

/** @returns the hash of each file that was fetched */
async function fetchCommit(
  hub: string,
  model: string,
  commit: string,
  place: string,
  lock: Lock,
  onProgress: OnProgress,
): Promise<Record<string, string>> {
  const recipe = recipeFor(model, commit)
  const pinned = { ...lock.commits[commit], ...recipe?.files }
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
    if (recipe === undefined) await fetchFile('manifest.json').catch(ifMissing(() => {}))
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
  if (existsSync(folder)) {
    const harmed = `${temporary}-harmed`
    await rename(folder, harmed)
    await rm(harmed, { recursive: true, force: true })
  }
  await rename(temporary, folder)
}
