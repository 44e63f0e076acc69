/** What older marks pass on to newer ones of their kind, and what becomes of the adapter by it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Mark, solveAdapter } from '../src/heads/adapter.js'
import { Contradictions } from '../src/heads/contradictions.js'
import { passedOn } from '../src/heads/drift.js'
import { logit, type Sample } from '../src/heads/head.js'
import { encodeHead } from '../src/heads/head-codec.js'
import { likeness } from '../src/heads/kind.js'
import { anyExample, FLAT, sampleOf, WIDE } from './heads/samples.js'

const OPTIONS = { layout: WIDE, precision: FLAT, prior: null, threshold: 0.5 }

/** An issue of a newsletter: the same sender, half of the words its own. */
function issue(i: number, sender = 1000): Sample {
  const words = Array.from({ length: 6 }, (_, k) => 20 * (sender % 7) + k)
  const own = Array.from({ length: 6 }, (_, k) => 200 + 6 * (i % 120) + k)
  const turn = (sender % 7) * 1.5
  return sampleOf(WIDE, [Math.cos(turn), Math.sin(turn), 0.2 * Math.sin(i), 0.1], [...words, ...own, sender])
}

function markOf(i: number, y: 1 | -1, sender = 1000, offset = -4): Mark {
  return { id: `m${String(i).padStart(4, '0')}`, x: issue(i, sender), y, weight: 1, offset, markedAt: i }
}

const loved = Array.from({ length: 30 }, (_, i) => markOf(i, -1))
const later = Array.from({ length: 40 }, (_, i) => issue(60 + i))

function spamAmongLater(marks: Mark[]): number {
  const { head } = solveAdapter(marks, OPTIONS)
  return later.filter((x) => logit(head, x) - 4 >= 0).length
}

/** Marks of two kinds and of none, of both labels and any times. */
const anyMarks = fc
  .array(
    fc.tuple(
      anyExample(WIDE),
      fc.constantFrom<'kind' | 'other kind' | 'none'>('kind', 'other kind', 'none'),
      fc.nat({ max: 8 }),
    ),
    { maxLength: 14 },
  )
  .map((drawn) =>
    drawn.map(([example, kind, markedAt], i): Mark => {
      const x = kind === 'none' ? example.x : issue(i, kind === 'kind' ? 1000 : 1003)
      return { ...example, x, id: `m${i}`, markedAt }
    }),
  )

describe('likeness', () => {
  it('should be one for a mail and itself, and the same both ways', () => {
    expect(likeness(issue(1), issue(1), WIDE)).toBeCloseTo(1, 6)
    fc.assert(
      fc.property(anyExample(WIDE), anyExample(WIDE), ({ x: a }, { x: b }) => {
        expect(likeness(a, b, WIDE)).toBe(likeness(b, a, WIDE))
        expect(likeness(a, b, WIDE)).toBeLessThan(1 + 1e-6)
      }),
    )
  })

  it('should take meaning together with the sender', () => {
    const mail = sampleOf(WIDE, [1, 0, 0, 0], [1, 2, 3, 4, 1001])
    const sameSender = sampleOf(WIDE, [0.9, 0.1, 0, 0], [5, 6, 7, 8, 1001])
    const sameWords = sampleOf(WIDE, [0.9, 0.1, 0, 0], [1, 2, 3, 4, 1002])
    const forged = sampleOf(WIDE, [0, 1, 0, 0], [5, 6, 7, 8, 1001])
    const akin = sampleOf(WIDE, [0.9, 0.1, 0, 0], [5, 6, 7, 8, 1002])
    const unread = { ...mail, dense: new Float32Array(4) }
    expect(likeness(mail, sameSender, WIDE)).toBeGreaterThan(0.9)
    for (const other of [sameWords, forged, akin, unread]) expect(likeness(mail, other, WIDE)).toBe(0)
  })
})

describe('drift', () => {
  it('should follow a taste that flips after thirty marks within three, on all later issues', () => {
    const marks = (spam: number) => [...loved, ...Array.from({ length: spam }, (_, i) => markOf(50 + i, 1))]
    expect(spamAmongLater(marks(0))).toBe(0)
    expect(spamAmongLater(marks(3))).toBe(later.length)
  })

  it('should follow it back as fast', () => {
    const back = [30, 31, 32].map((i) => markOf(i, 1)).concat([40, 41, 42].map((i) => markOf(i, -1)))
    expect(spamAmongLater([...loved, ...back])).toBe(0)
  })

  it('should let a slip that a newer mark took back weaken hardly any older mark', () => {
    const slip = [markOf(40, 1), markOf(41, -1)]
    const shares = passedOn([...loved, ...slip], WIDE)
    expect(Math.max(...shares.slice(0, 30))).toBeLessThan(0.2)
    expect(shares[30]).toBeGreaterThan(0.25)
  })

  it('should leave another newsletter, and mail of no kind, to what was said of it', () => {
    const others = Array.from({ length: 10 }, (_, i) => markOf(100 + i, -1, 1003))
    const shares = passedOn([...others, ...loved, markOf(150, 1), markOf(151, 1), markOf(152, 1)], WIDE)
    expect([...shares.slice(0, 10)]).toEqual(others.map(() => 0))
    expect(Math.min(...shares.slice(10, 40))).toBeGreaterThan(0.5)
  })

  it('should let the newest of contrary marks on one mail win; of equal times the larger id', () => {
    fc.assert(
      fc.property(anyExample(WIDE), fc.nat({ max: 1 }), ({ x, y, offset }, later) => {
        fc.pre(likeness(x, x, WIDE) > 0.9)
        const contrary = y > 0 ? (-1 as const) : (1 as const)
        const older: Mark = { id: 'a', x, y, weight: 1, offset, markedAt: 5 }
        const newer: Mark = { id: 'b', x, y: contrary, weight: 1, offset, markedAt: 5 + later }
        const { head } = solveAdapter([newer, older], OPTIONS)
        expect(contrary * (offset + logit(head, x))).toBeGreaterThan(0)
      }),
    )
  })

  it('should change no bit where no mark contradicts an older one of its kind', () => {
    const agreeing = anyMarks.map((marks) => marks.map((mark) => ({ ...mark, markedAt: 0 })))
    fc.assert(
      fc.property(agreeing, fc.nat(), (marks, time) => {
        fc.pre(passedOn(marks, WIDE).every((share) => share === 0))
        const moved = marks.map((mark, i) => ({ ...mark, markedAt: (i * time) % 7 }))
        fc.pre(passedOn(moved, WIDE).every((share) => share === 0))
        expect(encodeHead(solveAdapter(moved, OPTIONS).head)).toEqual(
          encodeHead(solveAdapter(marks, OPTIONS).head),
        )
      }),
    )
    expect([...passedOn(loved, WIDE)]).toEqual(loved.map(() => 0))
  })

  it('should be a function of the set, and forget a mark that was taken back', () => {
    fc.assert(
      fc.property(anyMarks, fc.nat(), (marks, seed) => {
        const turned = [
          ...marks.slice(seed % (marks.length + 1)),
          ...marks.slice(0, seed % (marks.length + 1)),
        ]
        const byId = (all: Mark[]) => new Map(all.map(({ id }, i) => [id, passedOn(all, WIDE)[i]]))
        expect(byId(turned)).toEqual(new Map([...byId(marks)]))
        const bytes = (all: Mark[]) => encodeHead(solveAdapter(all, OPTIONS).head)
        expect(bytes(turned)).toEqual(bytes(marks))
      }),
      { numRuns: 60 },
    )
  })

  it('should be the same where contradictions are remembered, whatever marks came, went and turned before', () => {
    const marked = Array.from({ length: 16 }, (_, i) => markOf(i, -1, 1000 + 3 * (i % 2)))
    const label = fc.constantFrom<1 | -1 | null>(1, -1, null)
    const turn = fc.array(label, { minLength: marked.length, maxLength: marked.length })
    fc.assert(
      fc.property(fc.array(turn, { minLength: 2, maxLength: 5 }), (turns) => {
        const contradictions = new Contradictions(WIDE)
        for (const labels of turns) {
          const marks = marked.flatMap((mark, i) => (labels[i] === null ? [] : [{ ...mark, y: labels[i] }]))
          expect(passedOn(marks, WIDE, contradictions)).toEqual(passedOn(marks, WIDE))
        }
      }),
    )
    const contrary = marked.map((mark, i): Mark => ({ ...mark, y: i < 8 ? 1 : -1 }))
    expect(Math.max(...passedOn(contrary, WIDE))).toBeGreaterThan(0.5)
  })

  it('should hold each contradicted mark against all others, of one sender, of several and of none', () => {
    // Sender 1000, sender 1003, both of them, or none.
    const senders = fc.array(fc.constantFrom([1000], [1003], [1000, 1003], []), { maxLength: 12 })
    fc.assert(
      fc.property(senders, fc.nat(4095), (drawn, labels) => {
        const marks = drawn.map((names, i): Mark => {
          const words = [...issue(i).indices].filter((id) => id < 1000)
          const x = sampleOf(WIDE, [1, 0.1 * i, 0, 0], [...words, ...names])
          return { ...markOf(i, (labels >> i) & 1 ? 1 : -1), x }
        })
        const contradictions = new Contradictions(WIDE)
        contradictions.among(marks)
        for (const mark of marks) {
          const like = (other: Mark) => (other === mark ? 0 : likeness(mark.x, other.x, WIDE))
          const kin = contradictions.kin(mark.id)
          expect(kin !== null).toBe(marks.some((other) => other.y !== mark.y && like(other) > 0))
          if (kin) expect(marks.map(({ id }) => kin[contradictions.column(id)])).toEqual(marks.map(like))
        }
      }),
    )
  })

  it('should keep the newest mark of each kind on its side', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<1 | -1>(1, -1), { minLength: 1, maxLength: 25 }), (labels) => {
        const marks = labels.map((y, i) => markOf(i, y))
        const newest = marks[marks.length - 1]
        const { head } = solveAdapter(marks, OPTIONS)
        expect(newest.y * (logit(head, newest.x) - 4)).toBeGreaterThan(0)
      }),
    )
  })
})
