/** An address of every view that an administrator has, by name. */
export function viewsOf(first: string, second: string, message: string): Record<string, string> {
  const [one, other] = [first, second].map(encodeURIComponent)
  return {
    'the users': '#/users',
    'a user’s accuracy': `#/users/${one}`,
    'a user’s mail': `#/users/${one}/mail`,
    'a user’s marks': `#/users/${one}/marks`,
    'a user’s questions': `#/users/${one}/questions`,
    'a user’s topics': `#/users/${one}/topics`,
    'a user’s settings': `#/users/${one}/settings`,
    'a user’s model': `#/users/${one}/model`,
    'a message': `#/users/${one}/messages/${message}`,
    'nobody to compare yet': '#/compare',
    'two users compared': `#/compare?user=${one}&user=${other}`,
    'the transfer matrix': '#/transfer',
    'a cell of the matrix': `#/transfer/${one}/${other}?wrong=false`,
    'the shared head': '#/shared',
    'what if': '#/what-if?threshold=90',
    'the system': '#/system',
  }
}
