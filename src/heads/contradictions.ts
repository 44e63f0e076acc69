import type { Layout, Sample } from './head.js'
import { likeness, sendersOf } from './kind.js'

/** A label of a mail. */
export interface Labelled {
  id: string
  x: Sample
  y: 1 | -1
}

interface Known extends Labelled {
  /** What names its sender; NAMELESS alone: nothing. */
  senders: readonly number[]
  /** The last search that found it, so that each finds it once. */
  search: number
  /** Its place in `kin`, its own while it is known. */
  column: number
  /** How many marks of its kind have the other label. */
  contrary: number
  /** Likeness of every mark by its column, 0: of no kind; null while no mark contradicts this one. */
  kin: Float32Array | null
}

const NAMELESS = -1
/** What a mark takes in the set of one sender, about, in bytes. */
const ENTRY = 50

/**
 * Which marks of a user contradict each other: of one kind, with contrary labels. It is a function of the marks it is asked of; what
 * it found is remembered from one set of marks to the next, so that a new mark is held against each other one once, and the
 * others not again: 4 bytes for each pair of a contradicted mark and a column, of which there are up to twice as many as marks: up to
 * 32 MB where each of 2,000 marks is contradicted. Only mails that have a sender in common are held against each other, which
 * an index finds: one pair in thirty.
 */
export class Contradictions {
  private readonly known = new Map<string, Known>()
  /** Columns that no mark has. */
  private readonly free: number[] = []
  private columns = 0
  private readonly bySender = new Map<number, Set<Known>>()
  private searches = 0

  constructor(private readonly layout: Layout) {}

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
    let sum = 0
    for (const { kin, senders } of this.known.values()) sum += (kin?.byteLength ?? 0) + ENTRY * senders.length
    return sum
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
    for (const sender of old.senders) {
      const group = this.bySender.get(sender)
      group?.delete(old)
      if (group?.size === 0) this.bySender.delete(sender)
    }
    for (const mark of this.related(old)) {
      if (mark.kin === null || mark.kin[old.column] === 0) continue
      mark.kin[old.column] = 0
      if (mark.y !== old.y && --mark.contrary === 0) mark.kin = null
    }
  }

  private add(marks: readonly Labelled[]): void {
    this.widen(marks.length)
    for (const { id, x, y } of marks) {
      if (this.known.has(id)) continue
      const named = sendersOf(x, this.layout)
      const senders = named.length > 0 ? [...named] : [NAMELESS]
      const column = this.free.pop() as number
      const mark: Known = { id, x, y, senders, search: 0, column, contrary: 0, kin: null }
      for (const held of this.related(mark)) {
        if (held.y === y && held.kin === null) continue
        const like = likeness(x, held.x, this.layout)
        if (held.kin !== null) held.kin[mark.column] = like
        if (held.y === y || like === 0) continue
        mark.contrary++
        held.contrary++
      }
      this.known.set(id, mark)
      for (const sender of senders) {
        const group = this.bySender.get(sender)
        if (group) group.add(mark)
        else this.bySender.set(sender, new Set([mark]))
      }
    }
  }

  /** Other marks that may be of its kind: those that have a sender in common with it, or like it have none. */
  private related(mark: Known): Known[] {
    const marks: Known[] = []
    mark.search = ++this.searches
    for (const sender of mark.senders) {
      for (const other of this.bySender.get(sender) ?? []) {
        if (other.search === this.searches) continue
        other.search = this.searches
        marks.push(other)
      }
    }
    return marks
  }

  /** Makes room for so many marks, and for as many again as there are. */
  private widen(marks: number): void {
    if (marks <= this.columns) return
    const columns = 2 * marks
    for (let column = columns - 1; column >= this.columns; column--) this.free.push(column)
    this.columns = columns
    for (const mark of this.known.values()) {
      if (mark.kin === null) continue
      const wider = new Float32Array(columns)
      wider.set(mark.kin)
      mark.kin = wider
    }
  }

  private kinOf(mark: Known): Float32Array {
    const kin = new Float32Array(this.columns)
    for (const other of this.related(mark))
      kin[other.column] = other.kin === null ? likeness(mark.x, other.x, this.layout) : other.kin[mark.column]
    return kin
  }
}
