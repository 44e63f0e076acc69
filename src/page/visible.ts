/** Characters that are not seen but change how others are: controls, and marks and overrides of direction. */
const HIDDEN = /[\p{Cc}\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/gu
const HARMLESS = /[\t\n\r]/

/** The text with what hides made visible, cut to `most` characters with a word of how long it was. */
export function visible(text: string, most = Number.POSITIVE_INFINITY): string {
  const characters = [...text]
  const shown = characters.length > most ? characters.slice(0, most).join('') : text
  const named = shown.replace(HIDDEN, (character) => (HARMLESS.test(character) ? ' ' : name(character)))
  return characters.length > most ? `${named}… (${characters.length} characters)` : named
}

function name(character: string): string {
  return `[U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}]`
}
