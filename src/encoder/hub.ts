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
import { join } from 'node:path'
import { z } from 'zod'
import { BadConfig, HamletError, Unavailable } from '../errors.js'
import { isFileError, type Progress, refusal } from './download.js'
import {
  type CachedModel,
  defaultCache,
  findCached,
  type HubId,
  parseHubId,
  placeOf,
  readLock,
  record,
} from './hub-cache.js'
import { fetchCommit } from './hub-commit.js'
import { isIntact } from './model-folder.js'

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
 * @throws what {@link pullModel} throws; Unavailable when it is not there and the hub may not be asked
 */
export async function findHubModel(id: string, options: HubOptions = {}, onProgress?: OnProgress) {
  const asked = parseHubId(id)
  const place = placeOf(options.cache ?? defaultCache(), asked.model)
  const cached = findCached(place, asked, await readLock(place, asked.model))
  if (cached !== undefined) return cached
  if (!options.offline) return pullModel(id, options, onProgress)
  throw new Unavailable(
    `The encoder ${id} is not in the cache ${place}: fetch it with "hamlet encoder pull ${id}", or set HAMLET_ENCODER=embedded.`,
  )
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
  try {
    if (options.offline) throw new Unavailable('HAMLET_HUB_OFFLINE is on.')
    const commit = await resolveCommit(hub, asked)
    const lock = await readLock(place, asked.model)
    let hashes = lock.commits[commit]
    if (hashes === undefined || !(await isIntact(join(place, commit), hashes))) {
      hashes = await fetchCommit({ hub, model: asked.model, commit, place, seen: hashes ?? {} }, onProgress)
    }
    const written = await record(place, { ...asked, commit, hashes })
    return findCached(place, asked, written) as CachedModel
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
