import { bogofilter } from './bogofilter.js'
import type { Peer } from './peer.js'

/** The peers that can be run, by the names that the command line knows them by. */
export const PEERS: Readonly<Record<string, Peer>> = { bogofilter }
