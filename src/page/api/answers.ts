/**
 * What the calls answer: the very types that the server answers with, so that neither can drift from the other. They are erased
 * when the page is built; the OpenAPI document is at /openapi.json.
 */

import type { SharedHead } from '../../dashboard/shared-head.js'
import type { Filter } from '../../filter.js'
import type { Message, ApiKey as StoredKey } from '../../store/store.js'
import type { Timeline } from '../../timeline.js'

export type { Rates } from '../../accuracy.js'
export type { Signal, Span } from '../../anatomy.js'
export type { ComparedUser as Compared, Comparison as CompareAnswer } from '../../dashboard/compare.js'
export type { Disagreement as Difference } from '../../dashboard/differences.js'
export type { Stage as Head } from '../../dashboard/prequential.js'
export type { Ranking as UsersAnswer, UserRow } from '../../dashboard/ranking.js'
export type { Bin } from '../../dashboard/reliability.js'
export type { Influence, SharedHead as SharedAnswer } from '../../dashboard/shared-head.js'
export type { Transfer as TransferAnswer, TransferCell, TransferMails } from '../../dashboard/transfer.js'
export type { Moves, WhatIf } from '../../dashboard/what-if.js'
export type { Explained, Marked, Side, Statistics } from '../../filter.js'
export type { UserLink } from '../../http/admin-keys.js'
export type { SystemAnswer } from '../../http/system.js'
export type { Latency } from '../../http/system-figures.js'
export type { EncodersAnswer } from '../../http/what-if.js'
export type { Points, Share } from '../../interval.js'
export type { ShownPromise as Promised } from '../../promises.js'
export type { Asked as Question, WeeksQuestions as QuestionsAnswer } from '../../questions.js'
export type { Judgement, Topic } from '../../store/store.js'
export type { Undone as UndoAnswer } from '../../timeline.js'
export type { Label, Verdict } from '../../types.js'

export type ApiKey = Omit<StoredKey, 'hash'>
export type MailLine = Pick<Message, 'id' | 'sender' | 'subject'>
export type HistoryAnswer = Awaited<ReturnType<Filter['history']>>
export type SharedVersion = SharedHead['versions'][number]
export type TimelineAnswer = Awaited<ReturnType<Timeline['list']>>
export type WhatIfAnswer = Awaited<ReturnType<Filter['dashboard']['whatIf']>>
