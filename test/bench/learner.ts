import type { Contestant } from '../../src/bench/contestant.js'

/** Calls mail spam whose id it was told is spam, or any mail once it was told of `enough` spams. */
export function learner(enough: number): Contestant & { told: string[][]; resets: number } {
  let known = new Map<string, string>()
  return {
    name: 'learner',
    told: [],
    resets: 0,
    async score(mails) {
      const spams = [...known.values()].filter((label) => label === 'spam').length
      return mails.map(({ id }) => {
        const spam = (known.get(id) ?? (spams >= enough ? 'spam' : 'ham')) === 'spam'
        return { score: spam ? 1 : 0, spam }
      })
    },
    async learn(mails) {
      this.told.push(mails.map(({ id }) => id))
      for (const { id, label } of mails) known.set(id, label)
    },
    async reset() {
      known = new Map()
      this.resets += 1
    },
  }
}
