/** The columns that hold a judgement, in messages and in marks. */
import type { Judgement } from './store.js'

export interface JudgementRow {
  base_logit: number
  shared_logit: number
  adapter_logit: number
  logit: number
  probability: number
  threshold: number
  verdict: Judgement['verdict']
  shared_version: number
}

export const JUDGEMENT_COLUMNS =
  'base_logit, shared_logit, adapter_logit, logit, probability, threshold, verdict, shared_version'
export const JUDGEMENT_VALUES =
  '@base_logit, @shared_logit, @adapter_logit, @logit, @probability, @threshold, @verdict, @shared_version'

export function judgementToRow(judgement: Judgement): JudgementRow {
  return {
    base_logit: judgement.base,
    shared_logit: judgement.shared,
    adapter_logit: judgement.adapter,
    logit: judgement.logit,
    probability: judgement.probability,
    threshold: judgement.threshold,
    verdict: judgement.verdict,
    shared_version: judgement.sharedVersion,
  }
}

export function judgementOf(row: JudgementRow): Judgement {
  return {
    base: row.base_logit,
    shared: row.shared_logit,
    adapter: row.adapter_logit,
    logit: row.logit,
    probability: row.probability,
    threshold: row.threshold,
    verdict: row.verdict,
    sharedVersion: row.shared_version,
  }
}
