/** Other people's filters, run as the real programs. A peer keeps all that it has learned in a folder. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contestant, Judged, LabelledMail } from '../contestant.js'

/** A peer at work on a folder. */
export interface PeerFilter {
  /** One judgement a mail, in their order. */
  score(mails: readonly LabelledMail[]): Promise<Judged[]>
  learn(mails: readonly LabelledMail[]): Promise<void>
  /** All that was learned is in the folder when this is done. */
  close(): Promise<void>
}

export interface Peer {
  readonly name: string
  /** How it is run, in words: its setting and its threshold. */
  readonly setting: string
  /** Name and version as the program says them. @throws HamletError when it is not installed. */
  version(): Promise<string>
  /** Starts it on an empty folder, or on one that it has learned into. */
  open(folder: string): Promise<PeerFilter>
}

/** Mails learned in one go. */
const BATCH = 2_000

/**
 * A peer that has learned the base mail. Learning takes long, so what it learned is kept in `cache` by version and mail.
 * @param work an empty folder for the copy that marks are learned into
 * @param onLearned called with the number of base mails learned since the last call
 */
export async function teachPeer(
  peer: Peer,
  base: readonly LabelledMail[],
  { cache, work, onLearned }: { cache: string; work: string; onLearned?: (mails: number) => void },
): Promise<Contestant> {
  const about = [await peer.version(), peer.setting, ...base.map(({ id, label }) => `${label} ${id}`)]
  const key = createHash('sha256').update(about.join('\n')).digest('hex').slice(0, 16)
  const learned = join(cache, `${peer.name}-${key}`)
  if (!existsSync(learned)) {
    await mkdir(cache, { recursive: true })
    const unfinished = await mkdtemp(join(cache, `${peer.name}-unfinished-`))
    const filter = await peer.open(unfinished)
    try {
      for (let at = 0; at < base.length; at += BATCH) {
        const batch = base.slice(at, at + BATCH)
        await filter.learn(batch)
        onLearned?.(batch.length)
      }
    } finally {
      await filter.close()
    }
    await rename(unfinished, learned)
  }
  return copyOf(peer, learned, work)
}

/** A contestant that starts, again and again, from a copy of what was learned. */
function copyOf(peer: Peer, learned: string, work: string): Contestant {
  let filter: PeerFilter | null = null
  const close = async () => {
    await filter?.close()
    filter = null
    await rm(work, { recursive: true, force: true })
  }
  const current = async () => {
    if (filter === null) {
      await cp(learned, work, { recursive: true })
      filter = await peer.open(work)
    }
    return filter
  }
  return {
    name: peer.name,
    score: async (mails) => (await current()).score(mails),
    learn: async (mails) => (await current()).learn(mails),
    reset: close,
    close,
  }
}
