/** The mail that is made up: well formed, and about nobody who exists. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readIndex, readMail } from '../src/bench/corpora.js'
import { DEMO_INDEX } from '../src/cli/demo-play.js'
import { messageId } from '../src/mail/id.js'
import { parse } from '../src/mail/parse.js'
import { canonicalText } from '../src/mail/text.js'
import { LEAST_OF_A_CLASS } from '../src/training/people.js'
import type { Mail } from '../src/types.js'

/**
 * Families: one offer, told six times by six senders. Kinds: six different offers of one kind, some in other languages,
 * which share a reader's dislike and little else.
 */
const CAMPAIGNS = ['families', 'kinds'].map((name) => ({
  name,
  folder: fileURLToPath(new URL(`../data/samples/${name}`, import.meta.url)),
}))

/** Names that RFC 2606 and RFC 6761 set aside for examples. */
const RESERVED = /(^|\.)example(\.(com|net|org))?$/

interface Family {
  name: string
  kind: 'spam' | 'graymail'
  mails: { from: string; subject: string; text: string }[]
}

function hostsIn(text: string): string[] {
  return [...text.matchAll(/(?:https?:\/\/|[\w.+-]@)([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi)].map(([, host]) =>
    host.toLowerCase(),
  )
}

/** The hosts that a mail is from or names, and that are not set aside for examples. */
function strangeHosts(mail: Mail): string[] {
  const hosts = [mail.from?.domain ?? '', ...mail.links.map(({ host }) => host), ...hostsIn(mail.body)]
  return hosts.filter((host) => !RESERVED.test(host))
}

/** The mail of an index, which names its reader or, of mail of today, its writer as the user. */
async function mailsOf(index: string) {
  const entries = await readIndex(index)
  return Promise.all(entries.map(async (entry) => ({ ...entry, mail: await parse(await readMail(entry)) })))
}

const ofToday = (name: string) =>
  mailsOf(fileURLToPath(new URL(`../data/samples/${name}/index`, import.meta.url)))
const everyday = await ofToday('everyday')
const unseen = await ofToday('unseen')
const demo = await mailsOf(DEMO_INDEX)
const letters = ({ subject, body }: { subject: string; body: string }) =>
  `${subject} ${body}`.toLowerCase().replace(/[^\p{L}]/gu, '')

describe.each([
  { name: 'everyday mail, which the base learns from', mails: everyday, writers: 24 },
  { name: 'unseen mail, which it is judged by', mails: unseen, writers: 4 },
])('$name', ({ mails, writers }) => {
  it('should be of several writers with mail of either class, each of too little to calibrate a base by', () => {
    const names = new Set(mails.map(({ user }) => user))
    expect(names.size).toBe(writers)
    for (const name of names)
      for (const label of ['spam', 'ham']) {
        const some = mails.filter((mail) => mail.user === name && mail.label === label)
        expect(some.length, `${label} of ${name}`).toBeGreaterThanOrEqual(40)
        expect(some.length, `${label} of ${name}`).toBeLessThan(LEAST_OF_A_CLASS)
      }
  })

  it('should be every file of its folders', () => {
    const folders = [...new Set(mails.map(({ path }) => dirname(path)))]
    const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    expect(mails.map(({ path }) => path).toSorted()).toEqual(files.toSorted())
  })

  it('should be from and about reserved names', () => {
    const strange = mails.flatMap(({ path, mail }) => strangeHosts(mail).map((host) => `${path}: ${host}`))
    expect(strange).toEqual([])
  })
})

it('should have no mail twice, and judge Hamlet by none that it learns from', () => {
  const told = CAMPAIGNS.flatMap(({ folder }) =>
    readdirSync(folder).flatMap((name) => {
      const { mails } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Family
      return mails.map(({ subject, text }) => ({ subject, body: text }))
    }),
  )
  const learned = everyday.map(({ mail }) => letters(mail))
  const judgedBy = [...[...unseen, ...demo].map(({ mail }) => mail), ...told].map(letters)
  expect(new Set(learned).size).toBe(learned.length)
  expect(judgedBy.filter((text) => learned.includes(text))).toEqual([])
})

describe("the demo's mail", () => {
  const entries = demo

  it('should be 48 mails or more, of two users with ham and spam each, no mail twice', async () => {
    expect(entries.length).toBeGreaterThanOrEqual(48)
    for (const user of ['anna', 'ben']) {
      const labels = entries.filter((entry) => entry.user === user).map(({ label }) => label)
      expect(labels.filter((label) => label === 'ham').length).toBeGreaterThanOrEqual(10)
      expect(labels.filter((label) => label === 'spam').length).toBeGreaterThanOrEqual(7)
    }
    const ids = await Promise.all(entries.map(async (entry) => messageId(await readMail(entry))))
    expect(new Set(ids).size).toBe(entries.length)
  })

  it('should be every file of its folder', () => {
    const files = ['anna', 'ben'].flatMap((user) =>
      readdirSync(join(DEMO_INDEX, '..', user)).map((name) => `${user}/${name}`),
    )
    const named = entries.map(({ path, user }) => `${user}/${basename(path)}`)
    expect(named.toSorted()).toEqual(files.toSorted())
  })

  it('should have newsletters that Anna keeps and Ben calls spam, from the same senders', () => {
    const lists = new Map<string, Set<string>>()
    for (const { mail, ...entry } of entries) {
      if (!mail.headers.some(({ name }) => name === 'list-unsubscribe')) continue
      const sender = mail.from?.address ?? ''
      lists.set(sender, (lists.get(sender) ?? new Set()).add(`${entry.user} ${entry.label}`))
    }
    const disputed = [...lists.values()].filter((says) => says.has('anna ham') && says.has('ben spam'))
    expect(disputed.length).toBeGreaterThanOrEqual(8)
    expect([...lists.values()].some((says) => says.has('anna spam'))).toBe(false)
  })

  it.each(entries)('should be whole mail from and about reserved names: $path', ({ mail, ...entry }) => {
    expect(mail.from).not.toBeNull()
    expect(mail.subject).not.toBe('')
    expect(mail.messageId).not.toBeNull()
    expect(mail.date?.toISOString().slice(0, 10)).toBe(entry.date?.toISOString().slice(0, 10))
    expect(canonicalText(mail).length).toBeGreaterThan(60)
    expect(strangeHosts(mail)).toEqual([])
  })
})

describe.each(CAMPAIGNS)('the campaign $name', ({ folder }) => {
  const files = readdirSync(folder).toSorted()
  const families = files.map((file): Family => JSON.parse(readFileSync(join(folder, file), 'utf8')))

  it('should be fifty, a third of them graymail', () => {
    expect(families).toHaveLength(50)
    const graymail = families.filter(({ kind }) => kind === 'graymail')
    expect(graymail.length).toBeGreaterThanOrEqual(15)
    expect(graymail.length).toBeLessThanOrEqual(20)
  })

  it.each(families)('should be six or more, in other words each: $name', ({ name, kind, mails }) => {
    expect(files).toContainEqual(expect.stringMatching(new RegExp(`^\\d\\d-${name}\\.json$`)))
    expect(['spam', 'graymail']).toContain(kind)
    expect(mails.length).toBeGreaterThanOrEqual(6)
    expect(new Set(mails.map(({ from }) => from)).size).toBe(mails.length)
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(mails.length)
    for (const { from, subject, text } of mails) {
      expect(hostsIn(`${from} ${subject} ${text}`).filter((host) => !RESERVED.test(host))).toEqual([])
    }
    for (const [at, one] of mails.entries()) {
      for (const other of mails.slice(at + 1)) expect(sharedWords(one.text, other.text)).toBeLessThan(0.2)
    }
  })

  /** Share of the words of either text, of four letters and more and without links, that are in both (Jaccard). */
  function sharedWords(a: string, b: string): number {
    const [one, other] = [a, b].map(
      (text) =>
        new Set(
          text
            .toLowerCase()
            .replace(/\S*example\S*/g, '')
            .match(/\p{L}{4,}/gu),
        ),
    )
    const both = [...one].filter((word) => other.has(word)).length
    return both / (one.size + other.size - both)
  }
})
