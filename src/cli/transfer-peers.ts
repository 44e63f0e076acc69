import { join } from 'node:path'
import type { Contestant, LabelledMail } from '../bench/contestant.js'
import { type Peer, type PeerFilter, peerContestant, teach } from '../bench/peers/peer.js'
import { PEERS } from '../bench/peers/peers.js'
import { Progress } from './progress.js'

export interface OpenPeer {
  peer: Peer
  version: string
  filter: PeerFilter
}

/**
 * Works with peers that are running, and ends them whatever happens.
 * @param cache a folder that may be filled
 * @throws HamletError at once for a peer that is not installed
 */
export async function withPeers<T>(
  names: readonly string[],
  cache: string,
  work: (peers: OpenPeer[]) => Promise<T>,
): Promise<T> {
  const versions = await Promise.all(names.map((name) => PEERS[name].version()))
  const open: OpenPeer[] = []
  try {
    for (const [at, name] of names.entries()) {
      const peer = PEERS[name]
      open.push({ peer, version: versions[at], filter: await peer.start(cache) })
    }
    return await work(open)
  } finally {
    for (const { filter } of open) await filter.close()
  }
}

/**
 * A peer that has learned this mail and is ready for a user.
 * @param work where copies are made; nothing else may be there
 */
export async function taughtPeer(
  { peer, filter }: OpenPeer,
  base: readonly LabelledMail[],
  { cache, work }: { cache: string; work: string },
): Promise<Contestant> {
  const progress = new Progress(`teaching ${peer.name}`, base.length)
  try {
    const onLearned = (mails: number) => progress.advance(mails, 'mails of other people')
    const learned = await teach(peer, filter, base, { cache: join(cache, 'peers'), onLearned })
    return peerContestant(peer.name, filter, { learned, work })
  } finally {
    progress.stop()
  }
}
