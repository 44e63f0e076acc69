/** What commands share that run other filters beside ours. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Contestant, LabelledMail } from '../bench/contestant.js'
import { type Peer, type PeerFilter, peerContestant, teach } from '../bench/peers/peer.js'
import { PEERS } from '../bench/peers/peers.js'
import { together } from '../bench/together.js'
import { list } from './options.js'
import { Progress } from './progress.js'

export interface PeerOptions {
  peers: string[]
  /** Corpora, by folder. */
  headerless?: string[]
  cache?: string
}

export function addPeerOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--peers <names>', `other filters: ${Object.keys(PEERS).join(', ')}`)
        .argParser(peerNames)
        .default([], 'none'),
    )
    .option(
      '--headerless <corpus...>',
      'corpora, by folder, of which only sender, recipient, subject and body are read',
    )
    .option(
      '--cache <folder>',
      'keep vectors, what peers learned and how users were judged here, for the next run',
    )
}

function peerNames(text: string): string[] {
  const names = list(text)
  const unknown = names.filter((name) => !(name in PEERS))
  if (unknown.length > 0)
    throw new InvalidArgumentError(
      `There is no peer ${unknown.join(', ')}; there are ${Object.keys(PEERS).join(', ')}.`,
    )
  return names
}

export interface OpenPeer {
  peer: Peer
  version: string
  filter: PeerFilter
}

export interface Folders {
  /** For what is worth keeping. */
  cache: string
  /** For what is not. */
  work: string
}

/**
 * Works with peers that are running, and ends them whatever happens.
 * @param cache nothing is kept where none is named
 * @throws HamletError at once for a peer that is not installed
 */
export async function withPeers<T>(
  { peers: names, cache }: PeerOptions,
  work: (peers: OpenPeer[], folders: Folders) => Promise<T>,
): Promise<T> {
  const versions = await Promise.all(names.map((name) => PEERS[name].version()))
  const open: OpenPeer[] = []
  const folder = await mkdtemp(join(tmpdir(), 'hamlet-peers-'))
  const folders = { cache: cache ?? join(folder, 'cache'), work: folder }
  try {
    await mkdir(folders.cache, { recursive: true })
    for (const [at, name] of names.entries()) {
      const peer = PEERS[name]
      open.push({ peer, version: versions[at], filter: await peer.start(folders.cache) })
    }
    return await work(open, folders)
  } finally {
    for (const { filter } of open) await filter.close()
    await rm(folder, { recursive: true })
  }
}

/**
 * Peers that have learned this mail, all at the same time, and are ready for a user.
 * @param base in parts: what others begin with too comes first, and is learned once
 */
export async function taughtPeers(
  peers: readonly OpenPeer[],
  base: readonly (readonly LabelledMail[])[],
  { cache, work }: Folders,
): Promise<Contestant[]> {
  const progress = new Progress('teaching peers', base.flat().length * peers.length)
  const taught = async ({ peer, filter }: OpenPeer) => {
    const onLearned = (mails: number) => progress.advance(mails, `${peer.name} learns mail of other people`)
    const learned = await teach(peer, filter, base, { cache: join(cache, 'peers'), onLearned })
    return peerContestant(peer.name, filter, { learned, work: join(work, peer.name) })
  }
  try {
    return await together(peers.map(taught))
  } finally {
    progress.stop()
  }
}

/** How each peer was run, for the figure that it is part of. */
export function peerSettings(peers: readonly OpenPeer[]) {
  return peers.map(({ peer: { name, setting }, version }) => ({ name, version, setting }))
}
