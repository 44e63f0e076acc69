import type { Marked, Side } from '../filter.js'

/** How a mail that was marked or unmarked is printed: what became of it, and its name. */
export function markedLine(json: true | undefined): (marked: Marked, name: string) => string {
  return json ? (marked, name) => JSON.stringify({ file: name, ...marked }) : describe
}

function describe({ label, changed, before, after }: Marked, name: string): string {
  const what = changed ? (label ?? 'no mark') : label === null ? 'had no mark' : `was ${label}`
  return `${what.padEnd(11)}  ${side(before)} -> ${side(after)}  ${name}`
}

function side({ verdict, probability }: Side): string {
  return `${verdict.padEnd(6)} ${probability.toFixed(4)}`
}
