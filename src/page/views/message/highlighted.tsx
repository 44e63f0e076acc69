/** The mail's text, its telling words coloured. Text only: nothing of a mail ever becomes markup. */
import type { Explained } from '../../api/answers.js'
import { formats } from '../../format.js'
import { visible } from '../../visible.js'
import { type Piece, pieces } from './pieces.js'

export function Highlighted({ mail }: { mail: Explained }) {
  const { subject, text, highlights } = mail
  if (text === null && highlights.subject.length === 0) {
    return (
      <section>
        <h2>Words</h2>
        <p class="soft">The text of this mail is not kept, so its words cannot be shown.</p>
      </section>
    )
  }
  return (
    <section>
      <h2>Words</h2>
      <p class="small">
        <mark class="to-spam strong">Words like this</mark> speak for spam,{' '}
        <mark class="to-ham strong">words like this</mark> for ham; the darker, the more. Hover for the logit.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="mail-text" dir="auto" aria-label="Text of the mail" tabIndex={0}>
        <p class="subject">
          <Pieces pieces={pieces(subject ?? '', highlights.subject)} />
        </p>
        {text !== null && (
          <p>
            <Pieces pieces={pieces(text, highlights.text)} />
          </p>
        )}
      </section>
    </section>
  )
}

function Pieces({ pieces }: { pieces: Piece[] }) {
  return (
    <>
      {pieces.map(({ at, text, logit }) =>
        logit === null ? (
          lines(text)
        ) : (
          <mark
            key={at}
            class={`${logit > 0 ? 'to-spam' : 'to-ham'} ${strength(logit)}`}
            title={formats.logit(logit)}
          >
            {lines(text)}
          </mark>
        ),
      )}
    </>
  )
}

/** Line ends stay; all else that hides is shown. */
function lines(text: string): string {
  return text
    .split('\n')
    .map((line) => visible(line))
    .join('\n')
}

function strength(logit: number): string {
  const size = Math.abs(logit)
  return size > 0.5 ? 'strong' : size > 0.15 ? 'middle' : 'weak'
}
