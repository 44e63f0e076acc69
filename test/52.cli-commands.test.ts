/** The commands as a person types them: child processes of the compiled program, on a small model. */
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../src/config.js'
import { defaultCache } from '../src/encoder/hub-cache.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { DEMO, type Ended, Place } from './cli/hamlet.js'

const NEWSLETTER = join(DEMO, 'ben', '03-farbound.eml')
const LETTER = join(DEMO, 'ben', '02-site-visit.eml')

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let place: Place
beforeAll(async () => {
  place = await Place.make()
})
afterAll(() => place.remove())

describe('hamlet score', () => {
  let ended: Ended
  beforeAll(async () => {
    ended = await place.run(`score ${DEMO}/ben --user ben`)
  })

  it('should print a line for each mail, in the order of the mails, and a summary', async () => {
    const lines = ended.stdout.trimEnd().split('\n')
    const files = readdirSync(join(DEMO, 'ben')).toSorted()
    expect(lines[0]).toMatch(/^verdict +spam +from +subject +file$/)
    expect(lines.slice(1, -1).map((line) => line.split('/').at(-1))).toEqual(files)
    expect(lines[1]).toMatch(/^(spam|unsure|ham) +0\.\d{4} +digest@byteweek\.example +Byteweek #317: /)
    expect(lines.at(-1)).toMatch(/^42 mails: \d+ spam, \d+ unsure, \d+ ham \(\d+\.\d mails\/s\)$/)
    expect(ended.code).toBe(0)
  })

  it('should draw no progress bar where there is no terminal', () => {
    expect(ended.stderr).toBe('')
  })

  it('should go on after what is no mail, say why, and end with 1', async () => {
    const junk = join(place.folder, 'junk')
    writeFileSync(junk, Buffer.from([0, 1, 2, 3]))
    const { code, stdout, stderr } = await place.run(`score ${junk} missing.eml ${LETTER} --json`)
    expect(code).toBe(1)
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^hamlet: .*junk: This is not a mail/),
      'hamlet: missing.eml: there is no such file or folder.',
    ])
    expect(JSON.parse(stdout)).toMatchObject({
      file: LETTER,
      user: 'me',
      subject: 'Site visit Monday: bring boots',
    })
  })

  it('should read standard input, one mail or an mbox', async () => {
    const mail = readFileSync(LETTER, 'utf8')
    const [known] = await place.json(`score ${LETTER}`)
    const one = await place.json('score', { input: mail })
    expect(one).toEqual([{ ...known, file: '-' }])
    const line = 'From me@home.example Mon Jan  5 08:00:01 2026\n'
    const box = await place.json('score -', { input: `${line}${mail}\n${line}${mail}` })
    expect(box).toEqual([
      { ...known, file: '-#1' },
      { ...known, file: '-#2' },
    ])
  })

  it('should leave out of the table what the score log leaves out', async () => {
    const settings = { HAMLET_KEEP: 'nothing', HAMLET_DATABASE: join(place.folder, 'nothing.db') }
    const { stdout } = await place.run(`score ${LETTER}`, settings)
    expect(stdout).not.toMatch(/boots/)
    expect(stdout).toMatch(/02-site-visit/)
  })

  it('should end quietly when its reader has seen enough', async () => {
    const child = place.start(['score', DEMO, '--json'])
    let stderr = ''
    child.stderr.on('data', (part) => {
      stderr += part
    })
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await once(child, 'close')).toEqual([0, null])
    expect(stderr).toBe('')
  })
})

describe('hamlet mark, unmark, export and import', () => {
  it('should teach one user, and take it back to the last bit', async () => {
    const before = await place.json(`score ${NEWSLETTER} ${LETTER} --user carol`)
    const [marked] = await place.json(`mark spam ${NEWSLETTER} --user carol`)
    expect(marked).toMatchObject({ id: before[0].id, label: 'spam', changed: true, marks: 1 })
    expect(marked.before.verdict).not.toBe('spam')
    expect(marked.after.verdict).toBe('spam')
    const [again] = await place.json(`mark spam --id ${marked.id} --user carol`)
    expect(again).toMatchObject({ changed: false, marks: 1 })

    const [unmarked] = await place.json(`unmark ${NEWSLETTER} --user carol`)
    expect(unmarked).toMatchObject({ id: marked.id, label: null, changed: true, marks: 0 })
    expect(await place.json(`score ${NEWSLETTER} ${LETTER} --user carol`)).toEqual(before)
  })

  it('should carry a model to another database, where it scores the same', async () => {
    await place.json(`mark spam ${DEMO}/ben/03-farbound.eml ${DEMO}/ben/09-morning-ledger.eml --user dave`)
    await place.json(`mark ham ${LETTER} --user dave`)
    const file = join(place.folder, 'dave.json')
    expect((await place.run(`export dave --out ${file}`)).stdout).toBe(
      `dave's model with 3 marks is in ${file}.\n`,
    )
    expect((await place.run('export dave')).stdout).toMatch(/^\{"format":"hamlet-user"/)

    const elsewhere = { HAMLET_DATABASE: join(place.folder, 'elsewhere.db') }
    const { stdout } = await place.run(`import erin ${file}`, elsewhere)
    expect(stdout).toBe(`erin now has the model of ${file}: 3 marks.\n`)
    const here = await place.json(`score ${DEMO}/ben --user dave`)
    const there = await place.json(`score ${DEMO}/ben --user erin`, elsewhere)
    expect(there.map(({ logit }) => logit)).toEqual(here.map(({ logit }) => logit))
  })

  it('should refuse with a sentence an id that was never scored, and a file that is no export', async () => {
    const unknown = await place.run('mark spam --id 0123 --user carol')
    expect(unknown).toMatchObject({ code: 1, stdout: '' })
    expect(unknown.stderr).toMatch(/^hamlet: 0123: No message 0123 was scored for "carol"\..*\n$/)
    const wrong = await place.run(`import carol ${LETTER}`)
    expect(wrong).toMatchObject({ code: 1, stdout: '' })
    expect(wrong.stderr).toMatch(/^hamlet: .*is not JSON; give the file that `hamlet export` wrote\.\n$/)
    const missing = await place.run('import carol nowhere.json')
    expect(missing).toMatchObject({ code: 1, stdout: '' })
    expect(missing.stderr).toMatch(/^hamlet: .*nowhere\.json.*\n$/)
  })

  it('should keep all marks that were printed when it is interrupted', async () => {
    const settings = { HAMLET_DATABASE: join(place.folder, 'interrupted.db') }
    const child = place.start(['mark', 'spam', DEMO, '--json'], settings)
    let stdout = ''
    child.stdout.on('data', (part) => {
      stdout += part
      if (stdout.split('\n').length > 5) child.kill('SIGINT')
    })
    const [, signal] = await once(child, 'close')
    expect(signal).toBe('SIGINT')
    const printed = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).id)
    const store = await createSqliteStore(settings.HAMLET_DATABASE)
    const kept = (await store.marks('me')).map(({ id }) => id)
    await store.close()
    expect(printed.length).toBeGreaterThanOrEqual(5)
    expect(kept).toEqual(expect.arrayContaining(printed))
  })
})

describe('hamlet text', () => {
  it('should print what the encoder sees, without a database', async () => {
    const settings = { HAMLET_DATABASE: '/nowhere/at/all.db' }
    const { stdout } = await place.run(`text ${LETTER}`, settings)
    expect(stdout).toMatch(/^Site visit Monday: bring boots\nfrom Priya Nair /)
    expect(stdout).toMatch(/The slab is still wet/)
  })

  it('should print a JSON line for each mail of an index, and go on where one cannot be read', async () => {
    const folder = join(place.folder, 'corpus')
    mkdirSync(folder)
    writeFileSync(join(folder, 'one.eml'), 'Subject: first\n\nHello.\n')
    writeFileSync(join(folder, 'index'), 'spam one.eml ann 2026-01-05\nham two.eml ben\n')
    const { code, stdout, stderr } = await place.run(`text --index ${folder}/index --jsonl`)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      path: join(folder, 'one.eml'),
      label: 'spam',
      user: 'ann',
      date: '2026-01-05T00:00:00.000Z',
      text: expect.stringMatching(/^first\n/),
    })
    expect(stderr).toMatch(/^hamlet: .*two\.eml: .*there is no such file.*\n$/)
  })
})

describe('a setting or a command line that is wrong', () => {
  it('should be one sentence and no stack', async () => {
    const { code, stdout, stderr } = await place.run('users', { HAMLET_THRESHOLD: 'high' })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^hamlet: Settings are wrong: HAMLET_THRESHOLD is "high".*\n$/)
  })

  it.each([
    ['HAMLET_DATABASE', 'postgres://localhost/hamlet', 'is an address; give the path of a file'],
    ['HAMLET_THRESHOLD', '1e-20', 'from 0.000001 to 0.999999'],
    ['HAMLET_THRESHOLD', '1', 'from 0.000001 to 0.999999'],
    ['HAMLET_MAX_MARKS', '20001', '20000'],
  ])('should be refused with a sentence: %s=%s', (name, value, sentence) => {
    expect(() => readConfig({ [name]: value })).toThrow(sentence)
  })

  it('should be taken for missing where it is empty', () => {
    vi.stubEnv('XDG_CACHE_HOME', '')
    expect(readConfig({}).hub.cache).toBe(defaultCache())
    vi.unstubAllEnvs()
  })

  it('should be read leniently where it is a list of names', () => {
    const { trustedAuthserv } = readConfig({ HAMLET_TRUSTED_AUTHSERV: ' MX.example.net, mx2.example.net,' })
    expect(trustedAuthserv).toEqual(['mx.example.net', 'mx2.example.net'])
    expect(readConfig({}).trustedAuthserv).toEqual([])
  })

  it('should be exit code 2 where it is the command line', async () => {
    const { code, stderr } = await place.run('score --loudly')
    expect(code).toBe(2)
    expect(stderr).toBe("error: unknown option '--loudly'\n(add --help for examples)\n")
  })

  it('should leave no database behind', async () => {
    const file = join(place.folder, 'never.db')
    await place.run('mark eggs', { HAMLET_DATABASE: file })
    await place.run('--help', { HAMLET_DATABASE: file })
    expect(existsSync(file)).toBe(false)
    rmSync(file, { force: true })
  })
})
