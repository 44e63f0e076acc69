import type { WhatIf } from '../../api/answers.js'
import { formats } from '../../format.js'

/** What another encoder was tried with, and what could not be. */
export function TriedWith({
  id,
  baseWordsAlone,
  marks: { embedded, wordsAlone },
  mailsWithoutText,
}: NonNullable<WhatIf['encoder']>) {
  return (
    <ul class="small">
      <li>
        Read by <code>{id}</code>, without a shared head.
      </li>
      {mailsWithoutText > 0 && (
        <li>{formats.count(mailsWithoutText)} mails are left out: their text was not kept.</li>
      )}
      <li>
        {formats.count(embedded)} marks were embedded anew
        {wordsAlone > 0 &&
          `; ${formats.count(wordsAlone)} count by their words alone, since their text was not kept`}
        .
      </li>
      {baseWordsAlone && (
        <li>
          The base was trained with another encoder and gives its words alone: <code>hamlet train</code> makes
          one for this encoder.
        </li>
      )}
    </ul>
  )
}
