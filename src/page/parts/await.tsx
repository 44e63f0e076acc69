import type { ComponentChildren } from 'preact'
import type { Answered } from '../use-answer.js'
import { Notice } from './notice.js'

interface Props<T> {
  of: Answered<T>
  children(answer: T): ComponentChildren
}

/** What a call answered; when it is refused later on, the sentence stands above what was known. */
export function Await<T>({ of, children }: Props<T>) {
  const { answer, refusal, reload } = of
  return (
    <>
      <Notice sentence={refusal?.message} />
      {refusal && (
        <button type="button" class="quiet" onClick={reload}>
          Try again
        </button>
      )}
      {answer !== null && children(answer)}
      {answer === null && !refusal && (
        <p class="soft" role="status">
          Loading …
        </p>
      )}
    </>
  )
}
