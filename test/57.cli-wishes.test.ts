/** The commands by which a user says what the filter cannot know: topics, answers to questions, weak labels. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { DEMO, type Place, PlaceHere } from './cli/hamlet.js'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const MAILS = readdirSync(join(DEMO, 'ben')).map((name) => join(DEMO, 'ben', name))

let place: Place
beforeAll(async () => {
  place = await PlaceHere.make()
})
afterAll(() => place.remove())

describe('hamlet topics', () => {
  const set = (description: string, ...options: string[]) =>
    place.run(['topics', 'set', 'boats', 'spam', description, '--user', 'lea', ...options])

  it('should set a topic, say whether that changed anything, and list it', async () => {
    expect(await set('Offers of boats and yachts')).toMatchObject({
      code: 0,
      stdout: 'boats: such mail leans to spam now.\n',
    })
    expect((await set('Offers of boats and yachts')).stdout).toBe('boats: unchanged.\n')
    const { stdout } = await set('Offers of any ship', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ name: 'boats', verdict: 'spam', changed: true })
    expect((await place.run('topics list --user lea')).stdout).toMatch(
      /^topic +verdict +description\n.*boats +spam +Offers of any ship *\n$/s,
    )
    expect(await place.json('topics list --user lea')).toEqual([
      [
        {
          name: 'boats',
          verdict: 'spam',
          description: 'Offers of any ship',
          setAt: expect.any(Number),
        },
      ],
    ])
  })

  it('should move the mail that it is about, and let it go when it is removed', async () => {
    const [mail] = MAILS
    const score = async () => (await place.json(`score ${mail} --user mia`))[0].logit
    const before = await score()
    await place.run(['topics', 'set', 'all', 'spam', 'Any letter at all', '--user', 'mia'])
    expect(await score()).not.toBe(before)
    expect((await place.run('topics remove all --user mia')).stdout).toBe('all is taken back.\n')
    expect(await score()).toBe(before)
  })

  it('should refuse a verdict that is none, a description without words, and a topic that is not there', async () => {
    expect(await place.run('topics set boats maybe Boats --user lea')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Allowed choices are spam, ham.'),
    })
    expect(await set('123')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^hamlet: Describe the topic in words/),
    })
    expect(await place.run('topics remove trains --user lea')).toMatchObject({
      code: 1,
      stderr: 'hamlet: "lea" has no topic "trains".\n',
    })
    expect((await place.run('topics list --user nobody')).stderr).toMatch(
      /^hamlet: There is no user "nobody"/,
    )
  })
})

describe('hamlet questions', () => {
  it('should ask nothing before there is mail to ask about', async () => {
    await place.json(`score ${MAILS[0]} --user noa`)
    const { stdout } = await place.run('questions --user noa')
    expect(stdout).toBe('Nothing to ask yet: too little new mail.\n')
  })

  it('should ask about three mails, say how to answer, and show the answer', async () => {
    await place.json(`score ${MAILS.slice(0, 6).join(' ')} --user noa`)
    const { stdout } = await place.run('questions --user noa')
    expect(stdout).toMatch(/^id +judged +answer +sender +subject$/m)
    const answer = /^Answer with: hamlet (mark spam --user noa --id \S+)$/m.exec(stdout)?.[1] ?? ''
    expect((await place.run(answer)).code).toBe(0)
    const [{ questions }] = await place.json('questions --user noa')
    expect(questions.map(({ label }: { label: string | null }) => label)).toEqual(['spam', null, null])
    expect(stdout).toContain(questions[2].id)
  })

  it('should refuse a user who is not there', async () => {
    expect(await place.run('questions --user nobody')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^hamlet: There is no user "nobody"/),
    })
  })
})

describe('hamlet users weak-labels', () => {
  it('should be switched on and off, and say when it was so already', async () => {
    await place.json(`score ${MAILS[0]} --user olga`)
    const to = async (state: string) => (await place.run(`users weak-labels olga ${state}`)).stdout
    expect(await to('off')).toBe('olga: weak labels are off already.\n')
    expect(await to('on')).toBe('olga: weak labels are on.\n')
    expect(await to('on')).toBe('olga: weak labels are on already.\n')
    expect(await place.json('users weak-labels olga off')).toMatchObject([{ changed: true }])
    expect(await place.run('users weak-labels olga maybe')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Allowed choices are on, off.'),
    })
  })
})
