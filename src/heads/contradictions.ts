import type { Layout, Sample } from './head.js'
import { likeness, Signs } from './kind.js'

/** A label of a mail. */
export interface Labelled {
  id: string
  x: Sample
  y: 1 | -1
}

interface Known extends Labelled {
  /** Its place in `kin` and among the signs, its own while it is known. */
  column: number
  /** How many marks of its kind have the other label. */
  contrary: number
  /** Likeness of every mark by its column, 0: of no kind; null while no mark contradicts this one. */
  kin: Float32Array | null
}

/**
 * Which marks of a user contradict each other: of one kind, with contrary labels. It is a function of the marks it is asked of; what
 * it found is remembered from one set of marks to the next, so that a new mark is held against each other one once, and the
 * others not again: 4 bytes for each pair of a contradicted mark and a column, of which there are up to twice as many as marks: up to
 * 32 MB where each of 2,000 marks is contradicted.
 */
export class Contradictions {
  private readonly known = new Map<string, Known>()
  /** Columns that no mark has. */
  private readonly free: number[] = []
  private columns = 0
  /** By columns. */
  private readonly signs: Signs

  constructor(private readonly layout: Layout) {
    this.signs = new Signs(layout.dimension)
  }

  /** Takes these marks in place of those it was asked of before. @returns whether any of them contradicts another one */
  among(marks: readonly Labelled[]): boolean {
    const present = new Map(marks.map((mark) => [mark.id, mark]))
    for (const old of [...this.known.values()]) {
      const mark = present.get(old.id)
      if (mark?.x !== old.x || mark.y !== old.y) this.forget(old)
    }
    if (this.known.size < marks.length) this.add(marks)
    let any = false
    for (const mark of this.known.values()) {
      if (mark.contrary === 0) continue
      any = true
      mark.kin ??= this.kinOf(mark)
    }
    return any
  }

  /** What is remembered, in bytes. */
  get bytes(): number {
    let kin = 0
    for (const mark of this.known.values()) kin += mark.kin?.byteLength ?? 0
    return kin + this.signs.bytes
  }

  /** Likeness of every mark, by its column, to this one; null where no mark contradicts this one. */
  kin(id: string): Float32Array | null {
    return this.of(id).kin
  }

  column(id: string): number {
    return this.of(id).column
  }

  private of(id: string): Known {
    return this.known.get(id) as Known
  }

  private forget(old: Known): void {
    this.known.delete(old.id)
    this.free.push(old.column)
    for (const mark of this.known.values()) {
      if (mark.kin === null || mark.kin[old.column] === 0) continue
      mark.kin[old.column] = 0
      if (mark.y !== old.y && --mark.contrary === 0) mark.kin = null
    }
  }

  private add(marks: readonly Labelled[]): void {
    this.widen(marks.length)
    for (const { id, x, y } of marks) {
      if (this.known.has(id)) continue
      const mark: Known = { id, x, y, column: this.free.pop() as number, contrary: 0, kin: null }
      this.signs.set(mark.column, x)
      for (const held of this.known.values()) {
        if (held.y === y && held.kin === null) continue
        const like = this.likeness(mark, held)
        if (held.kin !== null) held.kin[mark.column] = like
        if (held.y === y || like === 0) continue
        mark.contrary++
        held.contrary++
      }
      this.known.set(id, mark)
    }
  }

  /** Makes room for so many marks, and for as many again as there are. */
  private widen(marks: number): void {
    if (marks <= this.columns) return
    const columns = 2 * marks
    for (let column = columns - 1; column >= this.columns; column--) this.free.push(column)
    this.columns = columns
    this.signs.widen(columns)
    for (const mark of this.known.values()) {
      if (mark.kin === null) continue
      const wider = new Float32Array(columns)
      wider.set(mark.kin)
      mark.kin = wider
    }
  }

  private kinOf(mark: Known): Float32Array {
    const kin = new Float32Array(this.columns)
    for (const other of this.known.values()) {
      if (other === mark) continue
      kin[other.column] = other.kin === null ? this.likeness(mark, other) : other.kin[mark.column]
    }
    return kin
  }

  private likeness(a: Known, b: Known): number {
    return this.signs.mayBeAlike(a.column, b.column) ? likeness(a.x, b.x, this.layout) : 0
  }
}
