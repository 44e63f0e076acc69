import type { BadConfig } from '../errors.js'
import { listCached } from './hub-cache.js'
import { recipes } from './recipes.js'

/** An encoder that need not be fetched. */
export interface AtHand {
  /** What HAMLET_ENCODER takes. */
  encoder: string
  where: 'shipped' | 'cached'
  /** The commit of a hub model. */
  revision: string | null
}

/**
 * @param cache the folder of fetched models
 * @param onUnreadable called for one that cannot be read, which is left out
 */
export async function listAtHand(
  cache: string,
  onUnreadable?: (error: BadConfig) => void,
): Promise<AtHand[]> {
  const cached = (await listCached(cache, onUnreadable)).map(
    ({ model, revision, commit }): AtHand => ({
      encoder: recipes.get(model)?.revision === revision ? model : `${model}@${revision}`,
      where: 'cached',
      revision: commit,
    }),
  )
  return [{ encoder: 'embedded', where: 'shipped', revision: null }, ...cached]
}
