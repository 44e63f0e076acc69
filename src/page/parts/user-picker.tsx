/** Chooses users by name, into the address: `user=anna&user=ben`. */
import { useId, useState } from 'preact/hooks'
import { withQuery } from '../api/address.js'
import type { UsersAnswer } from '../api/answers.js'
import { goTo, hrefWith, type Place } from '../route.js'
import { useAnswer } from '../use-answer.js'
import { visible } from '../visible.js'
import { Foreign } from './foreign.js'

interface Props {
  place: Place
  most: number
}

export function UserPicker({ place, most }: Props) {
  const chosen = place.query.getAll('user')
  const [typed, setTyped] = useState('')
  const list = useId()
  const found = useAnswer<UsersAnswer>(
    withQuery('v1/admin/users', { q: typed, sort: 'marks', limit: 10 }),
    false,
  )
  const names = found.answer?.users.map(({ user }) => user).filter((user) => !chosen.includes(user)) ?? []
  const add = (event: SubmitEvent) => {
    event.preventDefault()
    // A part of a name is enough when it means one user.
    const user = names.find((name) => name === typed) ?? (names.length === 1 ? names[0] : typed)
    if (user && !chosen.includes(user)) goTo(hrefWith(place, { user: [...chosen, user] }))
    setTyped('')
  }
  return (
    <form class="toolbar" onSubmit={add}>
      <ul class="chosen" aria-label="Chosen users">
        {chosen.map((user) => (
          <li key={user}>
            <Foreign text={user} most={30} />
            <a
              href={hrefWith(place, { user: chosen.filter((other) => other !== user) })}
              aria-label={`Leave out ${visible(user, 80)}`}
            >
              ×
            </a>
          </li>
        ))}
      </ul>
      <label>
        <span class="hidden">Add a user</span>
        <input
          list={list}
          placeholder="Add a user"
          value={typed}
          required
          spellcheck={false}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <datalist id={list}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <button type="submit" class="quiet" disabled={chosen.length >= most}>
        Add
      </button>
    </form>
  )
}
