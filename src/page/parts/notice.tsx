import { visible } from '../visible.js'

/** What went wrong, said at once to a screen reader too. The place for it is always there, or it would not be said. */
export function Notice({ sentence }: { sentence: string | null | undefined }) {
  return (
    <div role="alert" class="alert">
      {sentence ? <p class="notice">{visible(sentence, 1_000)}</p> : null}
    </div>
  )
}
