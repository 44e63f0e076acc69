import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { BadConfig } from '../errors.js'
import { type Recipe, recipes } from './recipes.js'

/** A model of a hub as it was asked for. */
export interface HubId {
  /** `owner/name` */
  model: string
  /** Branch, tag or commit; the recipe's commit, or `main`, where none was named. */
  revision: string
}

/** What a revision stood for when it was fetched. */
export interface Seen extends HubId {
  commit: string
  /** sha256 in hex of each file. */
  hashes: Record<string, string>
}

/** A model in the cache. */
export interface CachedModel extends Seen {
  folder: string
  /** How to use the model, where we know. */
  recipe: Recipe | undefined
}

const hashes = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/))
const lockSchema = z.object({
  model: z.string(),
  /** The commit that each revision name stood for. */
  revisions: z.record(z.string(), z.string().regex(/^[0-9a-f]{40}$/)),
  /** The hash of each file of each commit, kept when the files are gone. */
  commits: z.record(z.string(), hashes),
})

export type Lock = z.output<typeof lockSchema>

const ID = /^([A-Za-z0-9][\w.-]*)\/([A-Za-z0-9][\w.-]*)(?:@([A-Za-z0-9][\w.-]*(?:\/[\w-][\w.-]*)*))?$/

/** Whether this is the id of a hub model: `owner/name` or `owner/name@revision`. */
export function isHubId(id: string): boolean {
  return ID.test(id)
}

/** @throws BadConfig when it is not the id of a hub model */
export function parseHubId(id: string): HubId {
  const [match, owner, name, revision] = ID.exec(id) ?? []
  if (match === undefined) {
    throw new BadConfig(`"${id}" is not a hub model; write owner/name, such as Xenova/all-MiniLM-L6-v2.`)
  }
  const model = `${owner}/${name}`
  return { model, revision: revision ?? recipes.get(model)?.revision ?? 'main' }
}

/** `$XDG_CACHE_HOME/hamlet/encoders`, or `~/.cache/hamlet/encoders`. */
export function defaultCache(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hamlet', 'encoders')
}

/** The folder of one model in the cache. */
export function placeOf(cache: string, model: string): string {
  return join(cache, model.replace('/', '--'))
}

/** What the lock says is in the cache, if its files are there. Their content is not looked at. */
export function findCached(place: string, asked: HubId, lock: Lock): CachedModel | undefined {
  if (!Object.hasOwn(lock.revisions, asked.revision)) return undefined
  const commit = lock.revisions[asked.revision]
  const folder = join(place, commit)
  const hashes = lock.commits[commit]
  if (hashes === undefined || !existsSync(folder)) return undefined
  return { ...asked, commit, folder, hashes, recipe: recipeFor(asked.model, commit) }
}

/** A recipe's hashes are those of its own commit. */
export function recipeFor(model: string, commit: string): Recipe | undefined {
  const recipe = recipes.get(model)
  return recipe === undefined || recipe.revision === commit ? recipe : { ...recipe, files: {} }
}

/**
 * All models in the cache, by name and revision.
 * @param onUnreadable called for a model whose lock cannot be read, which is left out
 */
export async function listCached(
  cache: string = defaultCache(),
  onUnreadable: (error: BadConfig) => void = () => {},
): Promise<CachedModel[]> {
  const found: CachedModel[] = []
  for (const entry of (await readdir(cache).catch(() => [])).sort()) {
    const place = join(cache, entry)
    if (!existsSync(join(place, 'lock.json'))) continue
    const lock = await readLock(place, entry.replace('--', '/')).catch((error: BadConfig) => {
      onUnreadable(error)
      return null
    })
    if (lock === null) continue
    for (const revision of Object.keys(lock.revisions).sort()) {
      const model = findCached(place, { model: lock.model, revision }, lock)
      if (model !== undefined) found.push(model)
    }
  }
  return found
}

/** @throws BadConfig when there is a lock that cannot be read */
export async function readLock(place: string, model: string): Promise<Lock> {
  const path = join(place, 'lock.json')
  if (!existsSync(path)) return { model, revisions: {}, commits: {} }
  try {
    return lockSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new BadConfig(`${path} cannot be read; delete the folder ${place} and pull the model again.`, {
      cause,
    })
  }
}

/** Writes down what a revision stands for, beside what others may have written meanwhile. */
export async function record(place: string, { model, revision, commit, hashes }: Seen): Promise<Lock> {
  const lock = await readLock(place, model)
  lock.revisions[revision] = commit
  lock.commits[commit] = hashes
  const path = join(place, 'lock.json')
  const temporary = `${path}.${randomUUID()}`
  await mkdir(place, { recursive: true })
  await writeFile(temporary, `${JSON.stringify(lock, null, 2)}\n`)
  await rename(temporary, path)
  return lock
}
