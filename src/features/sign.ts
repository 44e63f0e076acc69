/** What the lexical features of each block are to people: signs of this kind. */
export const SIGNS = { words: 'words', identity: 'sender', shape: 'shape', route: 'route' } as const
export type Sign = (typeof SIGNS)[keyof typeof SIGNS]

/** What to call a sign whose name was not kept. */
export const UNNAMED: Record<Sign, string> = {
  words: 'a word of the text, which was not kept',
  sender: 'something of the sender or the links, which was not kept',
  shape: 'something of the form, which was not kept',
  route: 'something of how the mail came, which was not kept',
}
