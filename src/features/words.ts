/**
 * Text to sentences of words. The rules make tokenised, lower-cased text (`i ' m`, `$ 1 , 000`, `www . x . com`) and
 * natural text give the same words, so that a model learns what was written and not how a corpus was prepared.
 */
import { foldLeet, foldLookAlikes, plain } from './disguise.js'

/** Longer words are encodings, keys and tracking codes; they become a class. */
const LONGEST = 20
const NUMBER = String.raw`\d{1,3}(?:(?:,|\s,\s)\d{3}(?!\d))+(?:(?:\.|\s\.\s)\d+)?|\d+(?:(?:\.|\s\.\s)\d+)?`
const END = '(?![\\p{L}\\d])'
const TOKEN = new RegExp(
  [
    String.raw`(?<phone>\(?\d{3}\s?[).\-\s]\s?\d{3}\s?[.\-\s]\s?\d{4}${END})`,
    String.raw`(?<date>\d{1,4}\s?(?<dash>[/.\-])\s?\d{1,2}\s?\k<dash>\s?\d{2,4}${END})`,
    String.raw`(?<time>\d{1,2}\s?:\s?\d{2}(?:\s?:\s?\d{2})?${END})`,
    String.raw`(?<currency>[$€£¥₹])(?:\s?(?<amount>${NUMBER}))?`,
    String.raw`(?<percent>(?:${NUMBER})\s?%)`,
    `(?<number>(?:${NUMBER})${END})`,
    String.raw`(?<ideographs>[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]+)`,
    String.raw`(?<word>[\p{L}\d][\p{L}\p{M}\d]*(?:(?!@[\p{L}\d-]+\.\p{L})[@$!|][\p{L}\d]+)*)(?:\s?['’]\s?(?<ending>s|t|m|d|re|ve|ll)(?![\p{L}\d]))?`,
    String.raw`(?<end>[.!?;:•|]|\n\s*\n)`,
  ].join('|'),
  'gu',
)

/** Integer digits of a number, in one letter: 1 to 9. */
function digits(number: string): number {
  return Math.min(9, number.replace(/\.\s?\d+$/, '').replace(/\D/g, '').length)
}

function spell(raw: string, ending: string | undefined): string[] {
  const word = foldLookAlikes(raw).replace(/(.)\1{3,}/g, '$1$1') + (ending && ending !== 's' ? ending : '')
  const folded = foldLeet(word)
  const shape = word.length > LONGEST ? [`<long ${Math.min(9, word.length >> 4)}>`] : [word]
  if (folded) return word === raw && /^\w+$/.test(word) ? [folded, ...shape] : [folded]
  const mixed = /\d/.test(word) && word.length > 6
  return mixed ? ['<code>'] : shape
}

/**
 * The words of a text, sentence by sentence, at most `limit` in all. Digits are generalised to classes in angle
 * brackets (`<money 4>`, `<phone>`); a disguised word comes as what it stands for, then as it was written. Scripts
 * without spaces between words come as overlapping pairs of characters.
 */
export function sentences(text: string, limit: number): string[][] {
  const all: string[][] = []
  let sentence: string[] = []
  let count = 0
  const say = (words: string[]) => {
    sentence.push(...words)
    count += words.length
  }
  for (const { groups } of plain(text).matchAll(TOKEN)) {
    if (!groups) continue
    if (groups.word) say(spell(groups.word, groups.ending))
    else if (groups.number) say([`<number ${digits(groups.number)}>`])
    else if (groups.amount) say([`<money ${digits(groups.amount)}>`])
    else if (groups.currency) say([groups.currency])
    else if (groups.time) say(['<time>'])
    else if (groups.date) say(['<date>'])
    else if (groups.phone) say(['<phone>'])
    else if (groups.percent) say(['<percent>'])
    else if (groups.ideographs) say(characterPairs(groups.ideographs))
    else if (groups.end) {
      if (groups.end === '!' || groups.end === '?') say([groups.end])
      if (sentence.length > 0) all.push(sentence)
      sentence = []
    }
    if (count >= limit) break
  }
  if (sentence.length > 0) all.push(sentence)
  return all
}

function characterPairs(run: string): string[] {
  const letters = [...run]
  return letters.length === 1 ? letters : letters.slice(1).map((letter, i) => `${letters[i]}${letter}`)
}
