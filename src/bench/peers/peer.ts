/** Other people's filters, run as the real programs. A peer keeps all that it has learned in a folder. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contestant, Judged, LabelledMail } from '../contestant.js'

/** A peer at work. */
export interface PeerFilter {
  /** Goes on from what is in this folder, after all that was learned so far has been put into the one before. */
  use(folder: string): Promise<void>
  /** One judgement a mail, in their order. */
  score(mails: readonly LabelledMail[]): Promise<Judged[]>
  learn(mails: readonly LabelledMail[]): Promise<void>
  close(): Promise<void>
}

export interface Peer {
  readonly name: string
  /** How it is run, in words: its setting and its threshold. */
  readonly setting: string
  /** Name and version as the program says them. @throws HamletError when it is not installed. */
  version(): Promise<string>
  /** @param cache a folder for what it computes once for all mail */
  start(cache: string): Promise<PeerFilter>
}

/** Mails learned in one go. */
const BATCH = 2_000

/**
 * The folder with what a peer learns from the base mail, part after part. Learning takes long, so what was learned after each
 * part is kept in `cache`, under a name that stands for the peer's version and setting and for the mail: bases that
 * begin with the same part learn it once.
 * @param onLearned called with the number of mails known since the last call
 */
export async function teach(
  peer: Peer,
  filter: PeerFilter,
  parts: readonly (readonly LabelledMail[])[],
  { cache, onLearned }: { cache: string; onLearned?: (mails: number) => void },
): Promise<string> {
  await mkdir(cache, { recursive: true })
  const name = createHash('sha256').update(`${await peer.version()}\n${peer.setting}`)
  const folders = parts.map((part) => {
    for (const { id, label } of part) name.update(`\n${label} ${id}`)
    return join(cache, `${peer.name}-${name.copy().digest('hex').slice(0, 16)}`)
  })
  const known = folders.findLastIndex((folder) => existsSync(folder))
  onLearned?.(parts.slice(0, known + 1).flat().length)
  let before = folders[known] ?? null
  for (const [i, learned] of folders.entries()) {
    if (i <= known) continue
    await learnPart(parts[i], { filter, before, learned, onLearned })
    before = learned
  }
  if (before === null) throw new Error('There is nothing to teach.')
  return before
}

interface Lesson {
  filter: PeerFilter
  /** The folder with what was learned before; null: nothing. */
  before: string | null
  /** The folder to be made. */
  learned: string
  onLearned: ((mails: number) => void) | undefined
}

async function learnPart(
  part: readonly LabelledMail[],
  { filter, before, learned, onLearned }: Lesson,
): Promise<void> {
  const unfinished = await mkdtemp(`${learned}-unfinished-`)
  if (before !== null) await cp(before, unfinished, { recursive: true })
  await filter.use(unfinished)
  for (let at = 0; at < part.length; at += BATCH) {
    const batch = part.slice(at, at + BATCH)
    await filter.learn(batch)
    onLearned?.(batch.length)
  }
  const empty = await mkdtemp(`${learned}-unfinished-`)
  await filter.use(empty)
  await rename(unfinished, learned).catch((error) => {
    if (!ALREADY_THERE.has(error.code)) throw error
    return rm(unfinished, { recursive: true })
  })
  await rm(empty, { recursive: true })
}

/** Another run has learned the same meanwhile. */
const ALREADY_THERE = new Set(['ENOTEMPTY', 'EEXIST'])

/**
 * A contestant that starts, again and again, from a copy of what the peer learned.
 * @param work where the copies are made; nothing else may be there
 */
export function peerContestant(
  name: string,
  filter: PeerFilter,
  { learned, work }: { learned: string; work: string },
): Contestant {
  let copies = 0
  const copyAgain = async () => {
    const copy = join(work, `${copies}`)
    await cp(learned, copy, { recursive: true })
    await filter.use(copy)
    if (copies > 0) await rm(join(work, `${copies - 1}`), { recursive: true })
    copies += 1
  }
  const started = async () => {
    if (copies === 0) await copyAgain()
    return filter
  }
  return {
    name,
    score: async (mails) => (await started()).score(mails),
    learn: async (mails) => (await started()).learn(mails),
    reset: copyAgain,
  }
}
