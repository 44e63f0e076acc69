import { formats } from '../format.js'

/** How long ago; the moment itself on hover, and for machines. */
export function Time({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formats.moment(at)}>
      {formats.ago(at)}
    </time>
  )
}
