/** The jig's stream through a contestant: the same mail in the same order, and the same labels told as soon. */
import type { Contestant, Judged, LabelledMail } from './contestant.js'
import type { Entry } from './corpora.js'
import { type Feedback, feedbackSteps } from './feedback.js'
import { type Measures, measure } from './metrics.js'

export interface Stream {
  entries: readonly Entry[]
  /** The same mail as contestants get it, in the same order. */
  mails: readonly LabelledMail[]
  feedback: Feedback
  /** Called with the number of messages since the last call. */
  onJudged?(messages: number): void
}

export interface Streamed {
  name: string
  marks: number
  /** Its scores promise no probability: there is no log-loss. */
  measures: Omit<Measures, 'logLoss'>
}

export async function streamThrough(
  contestant: Contestant,
  { entries, mails, feedback, onJudged }: Stream,
): Promise<Streamed> {
  await contestant.reset()
  const judged: Judged[] = []
  let marks = 0
  for (const { messages, label } of feedbackSteps(feedback, entries)) {
    judged.push(...(await contestant.score(mails.slice(judged.length, judged.length + messages))))
    if (label !== null) {
      await contestant.learn([mails[label]])
      marks += 1
    }
    onJudged?.(messages)
  }
  const outcomes = mails.map(({ label }, i) => ({ label, logit: judged[i].score, spam: judged[i].spam }))
  const { logLoss: _, ...measures } = measure(outcomes)
  return { name: contestant.name, marks, measures }
}
