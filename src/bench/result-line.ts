import { relative } from 'node:path'
import type { Result } from './tally.js'

/**
 * One line of a result file as the TREC spam track's toolkit writes it, without the line end. `folder` is the index's:
 * messages are named relative to it. The score is the logit, whose order survives where probabilities round to 1.
 */
export function resultLine({ entry, outcomes: { own } }: Result, folder: string): string {
  const file = relative(folder, entry.path)
  return `file=${file} judge=${entry.label} class=${own.spam ? 'spam' : 'ham'} score=${own.logit} user=${entry.user} genre=`
}
