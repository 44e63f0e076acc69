import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Door, mail, openDoor } from './http/door.js'

describe('users side by side', () => {
  let door: Door
  beforeAll(async () => {
    door = await openDoor()
    const mark = (user: string, label: string, subject: string, sender?: string) =>
      door.call('POST', `/v1/users/${user}/marks?label=${label}`, {
        body: mail(subject, `All about ${subject}`, sender),
      })
    for (const user of ['anna', 'ben']) {
      await mark(
        user,
        user === 'anna' ? 'spam' : 'ham',
        'Vouchers for gardeners',
        'Green <news@green.example>',
      )
      await mark(user, 'spam', 'Pills without prescription')
      await mark(user, 'ham', 'Minutes of the meeting', 'Bo <bo@work.example>')
    }
    const topic = { description: 'Offers for gardeners', verdict: 'spam' }
    await door.call('PUT', '/v1/users/anna/topics/garden', { body: JSON.stringify(topic) })
  })
  afterAll(() => door.close())

  const compare = async (query: string) => door.call('GET', `/v1/admin/compare?${query}`)

  it('should show how each learned, and what they disagree on, by its words', async () => {
    const { users, differences } = (await compare('user=anna&user=ben')).body
    expect(users.map(({ user, marks }: { user: string; marks: number }) => [user, marks])).toEqual([
      ['anna', 3],
      ['ben', 3],
    ])
    expect(users[0].curve).toHaveLength(3)
    expect(users[0].roc.own.auc).toEqual(expect.any(Number))
    expect(users[0].calibration.own.length).toBeGreaterThan(0)
    const texts = differences.words.map(({ text }: { text: string }) => text)
    expect(texts.slice(0, 2)).toContain('from news@green.example')
    expect(texts.indexOf('word gardeners')).toBeLessThan(texts.indexOf('word prescription'))
    const word = differences.words.find(({ text }: { text: string }) => text === 'word gardeners')
    expect(word.logits.anna).toBeGreaterThan(0)
    expect(word.logits.ben).toBeLessThan(0)
    expect(word.spread).toBeCloseTo(word.logits.anna - word.logits.ben, 9)
    expect(differences.topics).toMatchObject([{ name: 'garden', owner: 'anna', verdict: 'spam' }])
    expect(differences.topics[0].logits.anna).toBeGreaterThan(differences.topics[0].logits.ben)
  })

  it('should show one user alone, also one without marks, and one with marks of one class', async () => {
    await door.call('POST', '/v1/score?user=new', { body: mail('One', 'Two') })
    await door.call('POST', '/v1/users/one/marks?label=spam', { body: mail('One', 'Two') })
    const { users, differences } = (await compare('user=new')).body
    const roc = { auc: null, points: [], at: null }
    expect(users[0]).toMatchObject({ marks: 0, curve: [], roc: { own: roc }, calibration: { own: [] } })
    expect(differences).toBeNull()
    expect((await compare('user=one&user=new')).body.users[0]).toMatchObject({ marks: 1, roc: { own: roc } })
  })

  it('should refuse unknown users, too many, or none', async () => {
    expect((await compare('user=anna&user=nobody')).body.detail).toContain('"nobody"')
    expect((await compare('')).status).toBe(400)
    expect((await compare(Array(9).fill('user=anna').join('&'))).status).toBe(400)
    expect((await compare('user=%E2%80%AEanna')).status).toBe(404)
    expect((await compare(`user=${'x'.repeat(10_000)}`)).status).toBe(400)
  })
})
