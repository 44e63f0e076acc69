import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listSources, readSources } from '../src/cli/mail-source.js'
import { splitMbox } from '../src/mail/mbox.js'

const folder = mkdtempSync(join(tmpdir(), 'hamlet-mail-source-'))
afterAll(() => rmSync(folder, { recursive: true }))

function put(path: string, content: string | Buffer): string {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

/** What the sources hold: name below the test's folder, and content or problem. */
async function read(...paths: string[]): Promise<[string, string][]> {
  const found: [string, string][] = []
  for await (const mail of readSources(await listSources(paths.map((path) => join(folder, path))))) {
    const name = mail.name.slice(folder.length + 1)
    found.push([name, 'input' in mail ? mail.input.toString() : `problem: ${mail.problem}`])
  }
  return found
}

async function split(text: string | Buffer, size = 7): Promise<string[]> {
  const bytes = Buffer.from(text)
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const mails: string[] = []
  for await (const mail of splitMbox(chunks())) mails.push(mail.toString('latin1'))
  return mails
}

const LINE = 'From anna@example.org  Mon Jan  5 08:00:01 2026'

describe('an mbox', () => {
  it('should be split at its From lines, which belong to no mail', async () => {
    const mails = await split(`${LINE}\nSubject: 1\n\none\n\n${LINE}\nSubject: 2\n\ntwo\n\n`)
    expect(mails).toEqual(['Subject: 1\n\none\n', 'Subject: 2\n\ntwo\n\n'])
  })

  it('should not be split where a body line merely begins with "From "', async () => {
    const mail = 'Subject: 1\n\n\nFrom the desk of the mayor\n\nFrom 10:00 to 12:00 on 5 May 2026\n'
    expect(await split(`${LINE}\n${mail}`)).toEqual([mail])
  })

  it('should lose exactly one quote of >From lines', async () => {
    const mails = await split(`${LINE}\nSubject: 1\n\n>From me\n>>From you\n> From nobody\n`)
    expect(mails).toEqual(['Subject: 1\n\nFrom me\n>From you\n> From nobody\n'])
  })

  it.each([
    'From - Tue Mar 03 12:00:00 2026',
    'From MAILER-DAEMON Fri Jul  8 12:08:34 2011',
    'From 1785@xxx Mon Jan 01 00:00:00 +0000 2024',
    'From "anna b"@example.org Sun, 4 Jan 2026 9:15:00 +0100',
  ])('should be split at lines as programs write them: %s', async (line) => {
    expect(await split(`${line}\nA: 1\n\n${line}\nB: 2\n`)).toEqual(['A: 1\n', 'B: 2\n'])
  })

  it('should keep line ends and bytes that are no text', async () => {
    const mail = Buffer.from('Subject: \xe9\r\n\r\n\x00\xff\r\n', 'latin1')
    const mbox = Buffer.concat([Buffer.from(`${LINE}\r\n`), mail, Buffer.from(`\r\n${LINE}\r\n`), mail])
    expect(await split(mbox)).toEqual([mail.toString('latin1'), mail.toString('latin1')])
  })

  it('should give back any mails that were written to it, wherever the chunks are cut', async () => {
    const lines = fc.array(fc.constantFrom('', 'Hi', 'From me', '>From', LINE, `>${LINE}`), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(fc.array(lines, { minLength: 1, maxLength: 4 }), fc.nat(40), async (bodies, size) => {
        const mails = bodies.map((body) => `Subject: x\n\n${body.map((line) => `${line}\n`).join('')}`)
        const quoted = mails.map((mail) => `${LINE}\n${mail.replace(/^(>*From )/gm, '>$1')}`)
        expect(await split(quoted.join('\n'), size + 1)).toEqual(mails)
      }),
    )
  })
})

describe('mail on the command line', () => {
  beforeAll(() => {
    put('box', `${LINE}\nA: 1\n\n${LINE}\nB: 2\n`)
    put('folder/inmail.10', 'A: 10\n')
    put('folder/inmail.2', 'A: 2\n')
    put('folder/deep/er.eml', 'A: 3\n')
    put('folder/.hidden', 'A: 4\n')
    for (const name of ['new/1', 'cur/2:2,S', 'tmp/3', 'dovecot.index', '.Sent/cur/4', '.Sent/new/5']) {
      put(`Maildir/${name}`, `Name: ${name}\n`)
    }
    mkdirSync(join(folder, 'Maildir/.Sent/tmp'), { recursive: true })
    put('empty', '')
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'))
  })

  it('should come as files and mboxes, each mail of an mbox numbered', async () => {
    expect(await read('folder/inmail.2', 'box')).toEqual([
      ['folder/inmail.2', 'A: 2\n'],
      ['box#1', 'A: 1\n'],
      ['box#2', 'B: 2\n'],
    ])
  })

  it('should come from folders, deep ones too, in natural order and without hidden files', async () => {
    expect((await read('folder')).map(([name]) => name)).toEqual([
      'folder/deep/er.eml',
      'folder/inmail.2',
      'folder/inmail.10',
    ])
  })

  it("should come from a Maildir's cur and new and its subfolders, and from nothing else in it", async () => {
    expect((await read('Maildir')).map(([name]) => name)).toEqual([
      'Maildir/.Sent/cur/4',
      'Maildir/.Sent/new/5',
      'Maildir/cur/2:2,S',
      'Maildir/new/1',
    ])
  })

  it('should be read on after a file that is not there or empty', async () => {
    const found = await read('missing', 'empty', 'dangling', 'folder/inmail.2')
    expect(found).toEqual([
      ['missing', 'problem: there is no such file or folder.'],
      ['empty', ''],
      ['dangling', 'problem: there is no such file or folder.'],
      ['folder/inmail.2', 'A: 2\n'],
    ])
  })
})
