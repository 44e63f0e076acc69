import { visible } from '../visible.js'

interface Props {
  /** Null where the installation does not keep it. */
  text: string | null
  /** What stands there when the text is empty. */
  empty?: string
  most?: number
}

/** Text that a stranger wrote: set apart from the direction of what is around it, and never longer than a line or two. */
export function Foreign({ text, empty = '(none)', most = 160 }: Props) {
  if (text === null) return <span class="soft">(not kept)</span>
  if (text.trim() === '') return <span class="soft">{empty}</span>
  return (
    <bdi class="foreign" title={text.length > most ? visible(text, 1_000) : undefined}>
      {visible(text, most)}
    </bdi>
  )
}
