/**
 * Undoing what spammers do to words so that a filter does not recognise them and a reader does: characters of no
 * width, letters of another alphabet that look alike, digits for letters, letters set apart.
 */

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const ACCENTS = /[\u0300-\u036f]/g
const NOT_ASCII = /[^\0-\u007f]/
const LATIN = /[a-z]/
/** Cyrillic and Greek letters that pass for a Latin one (the visible subset of Unicode TR 39's confusables). */
const LOOK_ALIKES = new Map(
  Object.entries({
    a: 'аα',
    b: 'вьβ',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еєε',
    h: 'һн',
    i: 'іιı',
    j: 'ј',
    k: 'кκ',
    m: 'м',
    n: 'пη',
    o: 'оοσ',
    p: 'рρ',
    q: 'ԛ',
    r: 'г',
    s: 'ѕ',
    t: 'тτ',
    u: 'υμ',
    v: 'ѵν',
    w: 'ԝω',
    x: 'хχ',
    y: 'уγ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
)
const LEET = new Map(
  Object.entries({
    0: 'o',
    1: 'i',
    3: 'e',
    4: 'a',
    5: 's',
    7: 't',
    8: 'b',
    '@': 'a',
    $: 's',
    '!': 'i',
    '|': 'l',
  }),
)
/** A sign or digit between letters, or a digit before three letters: `v1agra`, `c@sh`, `0rder`, but not `mp3`. */
const LEET_WORD = /[a-z][0134578@$!|]+[a-z]|^[0134578][a-z]{3}/
/** Four single letters or more, set apart alike: `f r e e`, `v.i.a.g.r.a`, `c - a - s - h`. */
const SET_APART =
  /(?<![\p{L}\p{N}'])\p{L}(?:(?: \p{L}){3,}|(?:\s?\.\s?\p{L}){3,}|(?:\s?[-_*]\s?\p{L}){3,})(?![\p{L}\p{N}'])/gu

/** Lower case, without accents, compatibility forms and invisible characters, with letters set apart joined. */
export function plain(text: string): string {
  let lower = text.toLowerCase()
  if (NOT_ASCII.test(lower)) {
    lower = lower.replace(INVISIBLE, '').normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase()
  }
  return lower.replace(SET_APART, (letters) => letters.replace(/[^\p{L}]/gu, ''))
}

/** The word with other alphabets' look-alikes folded to Latin, when it mixes alphabets; else the word itself. */
export function foldLookAlikes(word: string): string {
  if (!NOT_ASCII.test(word) || !LATIN.test(word)) return word
  return [...word].map((letter) => LOOK_ALIKES.get(letter) ?? letter).join('')
}

/** `v1agra` → `viagra`; null when no digit or sign stands for a letter. */
export function foldLeet(word: string): string | null {
  if (!LEET_WORD.test(word)) return null
  return [...word].map((letter) => LEET.get(letter) ?? letter).join('')
}
