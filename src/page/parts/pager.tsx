import { hrefWith, type Place } from '../route.js'

/** To the next page of a list, and back to its beginning; the pages between are the browser's "back". */
export function Pager({ place, next }: { place: Place; next: string | null }) {
  const inside = place.query.has('after')
  if (!inside && next === null) return null
  return (
    <nav class="pager" aria-label="Pages">
      {inside && <a href={hrefWith(place, { after: null })}>First page</a>}
      {next !== null && <a href={hrefWith(place, { after: next })}>Next page</a>}
    </nav>
  )
}
