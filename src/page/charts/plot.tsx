/**
 * A chart drawn by uPlot, which is small (50 kB) and fast. It draws on a canvas, so colours are read from the style sheet and
 * read anew when light turns to dark, and what is drawn is also given as a table for those who do not see it.
 */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Drawing } from './drawing.js'
import { options } from './options.js'

interface Props {
  /** What the chart shows, in a few words. */
  title: string
  drawing: Drawing
  height?: number
  /** The same figures as a table. */
  children: ComponentChildren
}

export function Plot({ title, drawing, height = 220, children }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const [dark, setDark] = useState(false)
  useEffect(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const changed = () => setDark(scheme.matches)
    changed()
    scheme.addEventListener('change', changed)
    return () => scheme.removeEventListener('change', changed)
  }, [])
  // New colours draw it anew.
  useEffect(() => {
    const element = place.current as HTMLDivElement
    const chart = new uPlot(
      options(drawing, { width: element.clientWidth, height }, element),
      drawing.data,
      element,
    )
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }))
    resized.observe(element)
    return () => {
      resized.disconnect()
      chart.destroy()
    }
  }, [drawing, height, dark])
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <div ref={place} role="img" aria-label={`${title}. The same figures follow as a table.`} />
      <p class="legend" aria-hidden="true">
        {drawing.lines
          .filter(({ title }) => title !== '')
          .map(({ title, color }) => (
            <span key={title}>
              <i class={`key ${color}`} /> {title}
            </span>
          ))}
      </p>
      <details>
        <summary>As a table</summary>
        {children}
      </details>
    </figure>
  )
}
