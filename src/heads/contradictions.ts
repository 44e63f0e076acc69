import type { Layout, Sample } from './head.js'
import { likeness, Signs } from './kind.js'

/** A label of a mail. */
export interface Labelled {
  id: string
  x: Sample
  y: 1 | -1
}

/** More pairs are not remembered but looked for again: nobody's marks contradict each other that often but on purpose. */
const MOST_PAIRS = 50_000

interface Known extends Labelled {
  /** Where its signs stand. */
  place: number
  /** Ids of the marks of its kind with the other label. */
  contrary: Set<string>
  /** Likeness of all marks of its kind, by their ids; null: not asked for yet. */
  kin: Map<string, number> | null
}

/**
 * Which marks of a user contradict each other: of one kind, with contrary labels. It is a function of the marks it is asked of; what
 * it found is remembered from one set of marks to the next, so that a new mark is held against each other one once, and the
 * others not again.
 */
export class Contradictions {
  private readonly known = new Map<string, Known>()
  private pairs = 0
  /** Of all that are known, and of some that were. */
  private signs: Signs

  constructor(private readonly layout: Layout) {
    this.signs = new Signs([], layout)
  }

  /** Takes these marks in place of those it was asked of before. @returns the ids of those that another one contradicts */
  among(marks: readonly Labelled[]): Set<string> {
    if (this.pairs > MOST_PAIRS) {
      this.known.clear()
      this.pairs = 0
    }
    const present = new Map(marks.map((mark) => [mark.id, mark]))
    for (const old of [...this.known.values()]) {
      const mark = present.get(old.id)
      if (mark?.x !== old.x || mark.y !== old.y) this.forget(old)
    }
    if (this.known.size < marks.length) this.add(marks)
    return new Set(marks.flatMap(({ id }) => (this.of(id).contrary.size > 0 ? [id] : [])))
  }

  /** The ids of the marks that contradict this one. */
  contrary(id: string): ReadonlySet<string> {
    return this.of(id).contrary
  }

  /** Likeness of the marks of this one's kind, by their ids. */
  kin(id: string): ReadonlyMap<string, number> {
    const mark = this.of(id)
    if (mark.kin !== null) return mark.kin
    mark.kin = new Map()
    for (const other of this.known.values()) {
      const like = other === mark ? 0 : this.likeness(mark, other)
      if (like > 0) mark.kin.set(other.id, like)
    }
    this.pairs += mark.kin.size
    return mark.kin
  }

  private of(id: string): Known {
    return this.known.get(id) as Known
  }

  private forget({ id, contrary, kin }: Known): void {
    this.known.delete(id)
    this.pairs -= contrary.size + (kin?.size ?? 0)
    for (const other of contrary) this.of(other).contrary.delete(id)
    for (const other of this.known.values()) if (other.kin?.delete(id)) this.pairs--
  }

  private add(marks: readonly Labelled[]): void {
    this.signs = new Signs(
      marks.map(({ x }) => x),
      this.layout,
    )
    marks.forEach(({ id }, place) => {
      const held = this.known.get(id)
      if (held) held.place = place
    })
    marks.forEach(({ id, x, y }, place) => {
      if (this.known.has(id)) return
      const mark: Known = { id, x, y, place, contrary: new Set(), kin: null }
      for (const held of this.known.values()) {
        if (held.y === y && held.kin === null) continue
        const like = this.likeness(mark, held)
        if (like > 0) this.join(mark, held, like)
      }
      this.known.set(id, mark)
    })
  }

  private likeness(a: Known, b: Known): number {
    return this.signs.mayBeAlike(a.place, b.place) ? likeness(a.x, b.x, this.layout) : 0
  }

  private join(mark: Known, held: Known, like: number): void {
    if (held.kin !== null) {
      held.kin.set(mark.id, like)
      this.pairs++
    }
    if (held.y === mark.y) return
    mark.contrary.add(held.id)
    held.contrary.add(mark.id)
    this.pairs++
  }
}
