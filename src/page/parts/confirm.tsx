/** A question before something that cannot be taken back lightly. With a phrase, it must be typed. */
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'

interface Props {
  title: string
  /** The button that does it. */
  action: string
  /** What must be typed. */
  phrase?: string
  children: ComponentChildren
  act(): void
  close(): void
}

export function Confirm({ title, action, phrase, children, act, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [typed, setTyped] = useState('')
  const id = useId()
  useEffect(() => dialog.current?.showModal(), [])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    act()
    close()
  }
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={close}>
      <form onSubmit={submit}>
        <h2 id={id}>{title}</h2>
        {children}
        {phrase !== undefined && (
          <label class="field">
            Type <code class="phrase">{phrase}</code> to go on
            <input
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
              autocomplete="off"
              spellcheck={false}
            />
          </label>
        )}
        <div class="actions">
          <button type="submit" class="danger" disabled={phrase !== undefined && typed !== phrase}>
            {action}
          </button>
          <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  )
}
