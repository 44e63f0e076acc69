import { useEffect, useState } from 'preact/hooks'
import { goTo, hrefWith, type Place } from '../../route.js'

const PAUSE_MS = 250

/** Searches while one types, a moment after the last key. */
export function Search({ place }: { place: Place }) {
  const known = place.query.get('q') ?? ''
  const [typed, setTyped] = useState(known)
  useEffect(() => setTyped(known), [known])
  useEffect(() => {
    if (typed === known) return
    const timer = setTimeout(() => goTo(hrefWith(place, { q: typed, after: null })), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <search>
      <label>
        <span class="hidden">Part of a user’s name</span>
        <input
          type="search"
          placeholder="Search users"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
    </search>
  )
}
