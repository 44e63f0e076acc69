import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFormats } from '../src/page/format.js'
import { visible } from '../src/page/visible.js'

const NOW = Date.UTC(2026, 10, 5, 12)

describe('numbers and times on the page', () => {
  const english = createFormats('en-GB', 'UTC')
  const german = createFormats('de-DE', 'UTC')

  it("should follow the reader's language", () => {
    expect(english.count(1_234_567)).toBe('1,234,567')
    expect(german.count(1_234_567)).toBe('1.234.567')
    expect(english.percent(3.24)).toBe('3.2%')
    expect(german.percent(3.24)).toBe('3,2\u00A0%')
    expect(german.day(NOW)).toBe('05.11.2026')
    expect(german.ago(NOW - 3 * 3_600_000, NOW)).toBe('vor 3 Stunden')
  })

  it('should never call a probability certain', () => {
    expect(english.probability(0.5)).toBe('50.0%')
    expect(english.probability(1)).toBe('> 99.9%')
    expect(english.probability(1e-9)).toBe('< 0.1%')
  })

  it('should not round a rate that is not zero to zero', () => {
    expect(english.percent(0)).toBe('0.0%')
    expect(english.percent(0.012)).toBe('0.012%')
  })

  it('should give differences their sign, and nothing to zero', () => {
    expect([1.25, -1.25, 0].map(english.points)).toEqual(['+1.3', '-1.3', '0.0'])
    expect([2, -0.5, 0].map(english.logit)).toEqual(['+2.00', '-0.50', '0.00'])
  })

  it('should choose units that fit', () => {
    expect([0, 999, 12_345, 5e9, 9e15].map(english.bytes)).toEqual([
      '0 byte',
      '999 byte',
      '12.3 kB',
      '5 GB',
      '9,000 TB',
    ])
    expect(english.duration(0.0123)).toBe('12.3 ms')
    expect(english.duration(75)).toMatch(/^75 s/)
  })

  it('should say how long ago, and how long until', () => {
    expect(english.ago(NOW - 20_000, NOW)).toBe('now')
    expect(english.ago(NOW - 100_000, NOW)).toBe('2 minutes ago')
    expect(english.ago(NOW + 3 * 86_400_000, NOW)).toBe('in 3 days')
  })
})

describe('text that a stranger wrote', () => {
  it('should show what turns the direction of text round, or hides', () => {
    expect(visible('invoice\u202Egnp.exe')).toBe('invoice[U+202E]gnp.exe')
    expect(visible('a\u200Bb\u0000c\u2066d')).toBe('a[U+200B]b[U+0000]c[U+2066]d')
    expect(visible('two\r\nlines\tand')).toBe('two  lines and')
    expect(visible('Grüße, 你好, مرحبا, 👩‍💻')).toBe('Grüße, 你好, مرحبا, 👩‍💻')
  })

  it('should cut what is long, between characters, and say how long it was', () => {
    expect(visible('x'.repeat(10_000), 5)).toBe('xxxxx… (10000 characters)')
    expect(visible('😀😀😀', 2)).toBe('😀😀… (3 characters)')
  })

  it('should leave nothing that hides in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/u)
      }),
    )
  })
})
