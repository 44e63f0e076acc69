/** What a chart shows, without a word of how it is drawn. */
import type { AlignedData } from 'uplot'

export interface Line {
  /** Stands in the legend; empty for a line that needs no name. */
  title: string
  /** A custom property of the style sheet, without its dashes. */
  color: string
  dashed?: true
  /** Points instead of a line. */
  points?: true
  /** Invisible: only an edge of a band. */
  edge?: true
}

export interface Drawing {
  x: string
  y: string
  /** The range of each axis; null fits the data, from zero. */
  xRange: [number, number] | null
  yRange: [number, number] | null
  /** x, then y for each line. */
  data: AlignedData
  lines: Line[]
  /** Pairs of lines with the space between them filled: [upper, lower, colour], counted from 1. */
  bands: [number, number, string][]
}
