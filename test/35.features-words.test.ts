import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldLeet, foldLookAlikes, plain } from '../src/features/disguise.js'
import { sentences } from '../src/features/words.js'

const words = (text: string) => sentences(text, 10_000).flat()

describe('sentences(text, limit)', () => {
  it('should give tokenised lower-case text and natural text the same words', () => {
    const natural =
      "I don't think it's $18,000,000.00 on 12/13/99 at 2:00; call (713) 853-7413 now! 50% of U.S. mail"
    const tokenised =
      "i don ' t think it ' s $ 18 , 000 , 000 . 00 on 12 / 13 / 99 at 2 : 00 ; call ( 713 ) 853 - 7413 now ! 50 % of u . s . mail"
    expect(words(tokenised)).toEqual(words(natural))
    expect(words(natural).slice(0, 8)).toEqual([
      'i',
      'dont',
      'think',
      'it',
      '<money 8>',
      'on',
      '<date>',
      'at',
    ])
  })

  it('should give links the same words in both forms', () => {
    expect(words('see http : / / www . example . com / ? id = 12 today')).toEqual(
      words('see http://www.example.com/?id=12 today'),
    )
  })

  it('should end a sentence at a full stop and at an empty line, not at the end of a line', () => {
    expect(sentences('one two.\nthree\nfour\n\nfive', 100)).toEqual([
      ['one', 'two'],
      ['three', 'four'],
      ['five'],
    ])
  })

  it('should give what a disguised word stands for', () => {
    for (const disguised of [
      'v1agra',
      'V\u0456agr\u0430',
      'vi\u200bagra',
      'v\u00ADiagra',
      'v!agra',
      'v i a g r a',
      'v.i.a.g.r.a',
      'v - i - a - g - r - a',
      'ｖｉａｇｒａ',
      'víagra',
    ]) {
      expect(words(`buy ${disguised} now`), disguised).toContain('viagra')
    }
    expect(words('c@sh 0rder fr33')).toEqual(expect.arrayContaining(['cash', 'order']))
  })

  it('should leave ordinary words, e-mail addresses and other scripts alone', () => {
    expect(words('mp3 win32 вода joe@example.com www xxx')).toEqual([
      ...['mp3', 'win32', 'вода', 'joe', 'example'],
      ...['com', 'www', 'xxx'],
    ])
  })

  it('should never name a year, an amount or a long code', () => {
    expect(words('2004 tracking AbCdEf0123456789 1,299.95')).toEqual([
      '<number 4>',
      'tracking',
      '<code>',
      '<number 4>',
    ])
  })

  it('should split scripts without spaces into pairs of characters', () => {
    expect(words('免费发票')).toEqual(['免费', '费发', '发票'])
  })

  it('should stop at the limit', () => {
    expect(words('a b. '.repeat(50)).length).toBe(100)
    expect(sentences('a b. '.repeat(50), 10).flat().length).toBe(10)
  })

  it('should accept any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        for (const word of words(text)) expect(word).not.toBe('')
      }),
    )
  })

  it('should take time in proportion to the text, whatever it is made of', () => {
    for (const unit of ['1', '1,', '1 , ', 'a.', 'a ', '$', "'s", '@a', '(1', '1-', 'a\u0301', '\n', '免']) {
      const started = performance.now()
      words(unit.repeat(20_000))
      expect(performance.now() - started, JSON.stringify(unit)).toBeLessThan(5_000)
    }
  })
})

describe('plain, foldLookAlikes, foldLeet', () => {
  it('should change nothing twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(plain(plain(text))).toBe(plain(text))
      }),
    )
  })
  it('should fold look-alikes only in words of two alphabets', () => {
    expect(foldLookAlikes('рaypal')).toBe('paypal')
    expect(foldLookAlikes('вода')).toBe('вода')
  })
  it('should take digits for letters only where they stand for one', () => {
    expect(foldLeet('v1agra')).toBe('viagra')
    expect(foldLeet('mp3')).toBeNull()
    expect(foldLeet('2007')).toBeNull()
  })
})
