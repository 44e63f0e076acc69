/** The commands that look after a database and its models, on a small model. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { DEMO, type Place, PlaceHere } from './cli/hamlet.js'
import { HubServer } from './encoder/hub-server.js'
import { TINY } from './encoder/tiny.js'

const NEWSLETTER = join(DEMO, 'ben', '03-farbound.eml')
const LETTER = join(DEMO, 'ben', '42-old-friend.eml')

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let place: Place
beforeAll(async () => {
  place = await PlaceHere.make()
})
afterAll(() => place.remove())

describe('hamlet users', () => {
  it('should list them with their accuracy, and show one', async () => {
    await place.json(`mark spam ${NEWSLETTER} --user frank`)
    const [users] = await place.json('users')
    expect(users.find(({ user }: { user: string }) => user === 'frank')).toMatchObject({
      marks: 1,
      messages: 1,
    })
    const { stdout } = await place.run('users list')
    expect(stdout).toMatch(/^user +messages +spam marks +ham marks +base right +with shared +own model$/m)
    expect(stdout).toMatch(/^frank +1 +1 +0 +0\.0% +0\.0% +0\.0%$/m)
    expect((await place.run('users show frank')).stdout).toMatch(/spam from probability 0\.5/)
    expect(await place.run('users show nobody')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^hamlet: There is no user "nobody".*\n$/),
    })
  })

  it("should start one from another's model, and take that back exactly", async () => {
    await place.json(`mark spam ${NEWSLETTER} --user grace`)
    const before = await place.json(`score ${NEWSLETTER} --user henry`)
    await place.run('users prior henry --from grace')
    expect((await place.json(`score ${NEWSLETTER} --user henry`))[0].verdict).toBe('spam')
    await place.run('users prior henry --none')
    expect(await place.json(`score ${NEWSLETTER} --user henry`)).toEqual(before)
  })

  it('should promise at most 1 good mail in N in Junk, show that, and take it back', async () => {
    await place.json(`score ${NEWSLETTER} --user paul`)
    const [asked] = await place.json('users promise paul 300')
    expect(asked).toMatchObject({ user: 'paul', oneIn: 300, own: true, changed: true })
    expect((await place.run('users promise paul')).stdout).toMatch(
      /^paul: at most 1 good mail in 300 in Junk\.$/m,
    )
    expect(await place.json('users promise paul off')).toMatchObject([{ oneIn: null, changed: true }])
    for (const none of ['many', '1', '0', '1000001', '2.5', 'null']) {
      expect(await place.run(`users promise paul ${none}`)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/It must be a whole number from 2 to 1000000, or `off`\.\n/),
      })
    }
    expect(await place.json('users promise paul')).toMatchObject([{ oneIn: null }])
  })

  it('should say that a promise is in force, wherever they say from when on mail is spam', async () => {
    await place.json(`mark spam ${NEWSLETTER} --user rita`)
    await place.json('users prior saul --from rita')
    await place.json('users promise saul 300')
    const nothing =
      'nothing is spam but what is marked so: too little ham was seen to promise at most 1 good mail in 300 in Junk'
    expect((await place.run('users show saul')).stdout).toContain(`\n${nothing}\n`)
    expect((await place.run(`score ${NEWSLETTER} --user saul`)).stdout).toMatch(
      new RegExp(`\\n1 mails: 0 spam, 1 unsure.*\\n1 unsure by the promise alone: ${nothing}\\n$`),
    )
    const [scored] = await place.json(`score ${NEWSLETTER} --user saul`)
    expect(scored).toMatchObject({ verdict: 'unsure', promise: { oneIn: 300, probability: null } })

    await place.json(`mark ham ${LETTER} --user saul`)
    await place.json('users promise saul 2')
    await place.json('users threshold saul 0.9')
    const [{ probability }] = await place.json('users promise saul')
    expect(probability).toBeGreaterThan(0.9)
    const cut = `spam from probability ${probability.toFixed(4)}, as promised: at most 1 good mail in 2 in Junk; the threshold is 0.9`
    expect((await place.run('users show saul')).stdout).toContain(`\n${cut}\n`)
    expect((await place.run('users threshold saul 0.9')).stdout).toBe(`saul: ${cut}\n`)
    expect(await place.json('users show saul')).toMatchObject([{ promise: { oneIn: 2, probability } }])
    await place.json('users promise saul off')
    expect(await place.json('users show saul')).toMatchObject([{ threshold: 0.9, promise: null }])
  })

  it('should set a threshold, and refuse what is none', async () => {
    await place.json(`score ${NEWSLETTER} --user ivan`)
    expect(await place.json('users threshold ivan 0.9')).toEqual([{ user: 'ivan', threshold: 0.9 }])
    expect(await place.json('users threshold ivan default')).toEqual([{ user: 'ivan', threshold: 0.5 }])
    for (const none of ['high', '2', '0', '1', '0.0000001', 'null']) {
      expect(await place.run(`users threshold ivan ${none}`)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(
          /It is not `default`, and a threshold is a probability from 0\.000001 to 0\.999999\.\n/,
        ),
      })
    }
  })

  it('should erase one', async () => {
    await place.json(`score ${NEWSLETTER} --user judy`)
    expect(await place.json('users erase judy --yes')).toEqual([
      { user: 'judy', erased: true, priorsTakenBack: [] },
    ])
    expect((await place.run('users show judy')).code).toBe(1)
  })
})

describe('hamlet keys', () => {
  it('should make a key, list it without its secret, and remove it', async () => {
    const key = (await place.run('keys create --scope user --user anna')).stdout.trim()
    expect(key).toMatch(/^hamlet_[0-9a-f]{8}_\S{32}$/)
    const { stdout } = await place.run('keys')
    const id = key.split('_')[1]
    expect(stdout).toMatch(new RegExp(`^${id} +user +anna `, 'm'))
    expect(stdout).not.toContain(key.slice(16))
    expect((await place.run(`keys remove ${id}`)).code).toBe(0)
    expect(await place.run(`keys remove ${id}`)).toMatchObject({
      code: 1,
      stderr: `hamlet: There is no key ${id}; see \`hamlet keys list\`.\n`,
    })
  })
})

describe('hamlet backup', () => {
  it('should copy the database into a new file, and overwrite none', async () => {
    await place.json(`mark spam ${NEWSLETTER} --user kim`)
    const file = join(place.folder, 'copy.db')
    expect((await place.run(`backup ${file}`)).code).toBe(0)
    const users = await place.json('users', { HAMLET_DATABASE: file })
    expect(users).toEqual(await place.json('users'))
    const again = await place.run(`backup ${file}`)
    expect(again.code).toBe(1)
    expect(again.stderr).toMatch(/^hamlet: .*is there already; name a new file for the backup.*\n$/)
  })
})

describe('hamlet encoder', () => {
  it('should list and describe the encoders at hand', async () => {
    const [list] = await place.json('encoder', { HAMLET_HUB_CACHE: join(place.folder, 'hub') })
    expect(list[0]).toMatchObject({ encoder: 'embedded', where: 'shipped' })
    expect(list).toContainEqual(
      expect.objectContaining({ encoder: 'Xenova/all-MiniLM-L6-v2', where: 'on the hub' }),
    )
    const [info] = await place.json('encoder info')
    expect(info).toMatchObject({ dimension: 16, maxTokens: 64, source: 'folder' })
  })

  it('should fetch one from a hub, and describe it from then on without asking', async () => {
    const hub = await new HubServer('someone/tiny', TINY).start()
    const settings = { HAMLET_HUB: hub.endpoint, HAMLET_HUB_CACHE: join(place.folder, 'pulled') }
    const refused = await place.run('encoder info someone/tiny', settings)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(
      /^hamlet: The encoder someone\/tiny is not in the cache .*: fetch it with "hamlet encoder pull someone\/tiny", .*\n$/,
    )
    const [pulled] = await place.json('encoder pull someone/tiny', settings)
    expect(pulled).toMatchObject({ model: 'someone/tiny', revision: hub.commit })
    await hub.stop()
    const [info] = await place.json('encoder info someone/tiny', settings)
    expect(info).toMatchObject({ dimension: 16, source: 'hub', revision: hub.commit, folder: pulled.folder })
    const [list] = await place.json('encoder list', settings)
    const tiny = { encoder: 'someone/tiny@main', where: 'cached', revision: hub.commit }
    expect(list).toContainEqual({ ...tiny, inUse: false })
    const [used] = await place.json('encoder list', { ...settings, HAMLET_ENCODER: 'someone/tiny' })
    expect(used).toContainEqual({ ...tiny, inUse: true })
  })

  it('should list the others where one cannot be read, and say which', async () => {
    const cache = join(place.folder, 'damaged')
    mkdirSync(join(cache, 'someone--broken'), { recursive: true })
    writeFileSync(join(cache, 'someone--broken', 'lock.json'), '{')
    const { code, stdout, stderr } = await place.run('encoder list', { HAMLET_HUB_CACHE: cache })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^embedded +shipped/m)
    expect(stderr).toMatch(/^hamlet: .*someone--broken\/lock\.json cannot be read; delete the folder .*\n$/)
  })
})
