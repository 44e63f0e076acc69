/** What view-times.ts writes. */
export interface ViewTime {
  view: string
  /** Milliseconds: the first time since the service started, and the median of those after it. */
  first: number
  median: number
}

export interface ViewsFigure {
  run: object
  users: number
  messages: number
  marks: number
  views: ViewTime[]
}
