/** Marks a mail, or takes the mark back, with what that changed. */
import { useEffect, useState } from 'preact/hooks'
import { at } from '../api/address.js'
import type { Label, Marked } from '../api/answers.js'
import { formats } from '../format.js'
import { useSession } from '../session.js'
import { useAction } from '../use-action.js'
import { visible } from '../visible.js'
import { Notice } from './notice.js'

interface Props {
  user: string
  id: string
  label: Label | null
  /** Tells buttons of one list apart for screen readers. */
  subject: string
  done?(answer: Marked): void
}

export function MarkButtons({ user, id, label, subject, done }: Props) {
  const { client } = useSession()
  const { busy, refusal, run } = useAction()
  const [answer, setAnswer] = useState<(Marked & { isNews: boolean }) | null>(null)
  // Once the list has another label than before, the list is what holds; what the click changed may stay to be read.
  useEffect(() => setAnswer((given) => given && { ...given, isNews: false }), [label])
  const path = at`v1/users/${user}/marks/${id}`
  const current = answer?.isNews ? answer.label : label
  const set = (wanted: Label | null) =>
    run(async () => {
      const marked = await (wanted
        ? client.put<Marked>(path, { label: wanted })
        : client.remove<Marked>(path))
      setAnswer({ ...marked, isNews: true })
      done?.(marked)
    })
  const name = visible(subject, 80)
  return (
    <span class="mark-buttons">
      {(['spam', 'ham'] as const).map((each) => (
        <button
          key={each}
          type="button"
          class={`quiet ${each}`}
          disabled={busy}
          aria-pressed={current === each}
          aria-label={current === each ? `Take back: ${each}, ${name}` : `Mark as ${each}: ${name}`}
          onClick={() => set(current === each ? null : each)}
        >
          {each}
        </button>
      ))}
      <span role="status" class="small">
        {answer?.label === current && moved(answer)}
      </span>
      <Notice sentence={refusal?.message} />
    </span>
  )
}

function moved({ before, after }: Marked): string {
  return `${formats.probability(before.probability)} → ${formats.probability(after.probability)} ${after.verdict}`
}
