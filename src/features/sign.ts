/** What a lexical feature is to people: a sign of this kind. */
export type Sign = 'words' | 'sender' | 'shape' | 'route'

/** Of the block that its id is in. */
export function signOf(block: 'identity' | 'shape' | 'route'): Exclude<Sign, 'words'>
export function signOf(block: 'words' | 'identity' | 'shape' | 'route'): Sign
export function signOf(block: 'words' | 'identity' | 'shape' | 'route'): Sign {
  return block === 'identity' ? 'sender' : block
}

/** What to call a sign whose name was not kept. */
export const UNNAMED: Record<Sign, string> = {
  words: 'a word of the text, which was not kept',
  sender: 'something of the sender or the links, which was not kept',
  shape: 'something of the form, which was not kept',
  route: 'something of how the mail came, which was not kept',
}
