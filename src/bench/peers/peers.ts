import { bogofilter } from './bogofilter.js'
import type { Peer } from './peer.js'
import { rspamd } from './rspamd.js'
import { spamassassin } from './spamassassin.js'

/** The peers that can be run, by the names that the command line knows them by. */
export const PEERS: Readonly<Record<string, Peer>> = { bogofilter, spamassassin, rspamd }
