import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readIndex } from '../src/bench/corpora.js'
import { findLabelled, readTopicLabels } from '../src/bench/topic-labels.js'
import { type Reading, rankTopics } from '../src/bench/topic-ranking.js'
import { messageId } from '../src/mail/id.js'
import { PlaceHere } from './cli/hamlet.js'

const SHIPPED = fileURLToPath(new URL('../data/samples/topics.json', import.meta.url))
const CORPORA = ['enron', 'enron-topics', 'spamassassin', 'lingspam', 'trec07p', 'modern']

const reading = (text: string, ...embedding: number[]): Reading => ({
  text,
  embedding: Float32Array.from(embedding),
})
const BOATS = { id: 'boats', description: 'sailing boats' }
const MAILS = [{ topics: ['boats'] }, { topics: ['boats'] }, { topics: [] }, { topics: [] }]

describe('a topic’s ranking', () => {
  it('should be as good as embedding and words make it, each for itself', () => {
    const readings = [
      reading('sailing tomorrow', 0.6, 0.8),
      reading('the yacht', 0.8, 0.6),
      reading('boats folded from paper', 0, 1),
      reading('minutes', -1, 0),
    ]
    const { topics, mean } = rankTopics([BOATS], MAILS, [reading('sailing boats', 1, 0)], readings, [
      [2, 0, 1, -1],
    ])
    // By embedding both mails of the topic come first. By words one comes first, and one last with another mail.
    expect(topics[0].auc.embedding).toBe(1)
    expect(topics[0].auc.words).toBe((2 + 0.5) / 4)
    expect(topics[0].auc.filter).toBe(3 / 4)
    expect(topics[0].mails).toBe(2)
    expect(mean).toEqual(topics[0].auc)
  })

  it('should be nought where every other mail comes first', () => {
    const readings = [reading('', -1, 0), reading('', 0, 1), reading('', 0.6, 0.8), reading('', 1, 0)]
    const { mean } = rankTopics([BOATS], MAILS, [reading('sailing boats', 1, 0)], readings, [[0, 0, 0, 0]])
    expect(mean.embedding).toBe(0)
    // No mail has a word of the description: a draw.
    expect(mean.words).toBe(0.5)
    expect(mean.filter).toBe(0.5)
  })
})

describe('the labelled mails', async () => {
  const labels = await readTopicLabels(SHIPPED)

  it('should be three hundred, of six corpora, each topic with four or more', () => {
    expect(new Set(labels.mails.map(({ id }) => id)).size).toBe(300)
    expect(new Set(labels.mails.map(({ corpus }) => corpus))).toEqual(new Set(CORPORA))
    for (const { id } of labels.topics) {
      expect(labels.mails.filter(({ topics }) => topics.includes(id)).length, id).toBeGreaterThanOrEqual(4)
    }
  })

  it('should be named by their ids alone', async () => {
    const { mails } = JSON.parse(await readFile(SHIPPED, 'utf8'))
    for (const mail of mails) {
      expect(Object.keys(mail)).toEqual(['id', 'corpus', 'topics'])
      expect(mail.id).toMatch(/^[0-9a-f]{32}$/)
    }
  })

  const folder = process.env.HAMLET_CORPORA
  const indexes = CORPORA.map((name) => join(folder ?? '', name, 'index'))
  it.skipIf(folder === undefined || !indexes.every(existsSync))(
    'should be found in the corpora; skipped unless HAMLET_CORPORA names a folder that has all six',
    { timeout: 600_000 },
    async () => {
      const entries = (await Promise.all(indexes.map(readIndex))).flat()
      await expect(findLabelled(labels, entries, messageId)).resolves.toHaveLength(300)
    },
  )
})

describe('hamlet bench topics', async () => {
  const place = await PlaceHere.make()
  const file = (name: string) => join(place.folder, name)
  const raw = (at: number) => `From: a@a.example\nSubject: mail ${at}\n\nBody ${at}\n`

  it('should rank the mails that it finds, and name those that it does not', async () => {
    await mkdir(file('corpus'))
    for (const at of [0, 1, 2]) await writeFile(file(`corpus/${at}`), raw(at))
    await writeFile(file('corpus/index'), 'ham 0\nham 1\nspam 2\n')
    const mails = [0, 1, 2].map((at) => ({
      id: messageId(Buffer.from(raw(at))),
      corpus: 'corpus',
      topics: at === 1 ? ['boats'] : [],
    }))
    const lost = { id: '0'.repeat(32), corpus: 'elsewhere', topics: [] }
    await writeFile(file('labels.json'), JSON.stringify({ topics: [BOATS], mails }))
    await writeFile(file('lost.json'), JSON.stringify({ topics: [BOATS], mails: [...mails, lost] }))

    const line = `bench topics --index ${file('corpus/index')}`
    const out = file('figure.json')
    const { stdout, code } = await place.run(`${line} --labels ${file('labels.json')} --json ${out}`)
    expect(code).toBe(0)
    expect(stdout).toMatch(/boats +1 /)
    const figure = JSON.parse(await readFile(out, 'utf8'))
    expect(figure.topics[0].auc.embedding).toBe(figure.mean.embedding)
    expect(figure.mean.filter).toBeGreaterThanOrEqual(0)
    expect(figure.run.encoder).toMatch(/@/)

    const failed = await place.run(`${line} --labels ${file('lost.json')}`)
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain(
      `1 labelled mails are in none of the indexes; name the index of each corpus with --index. Not found: elsewhere (${lost.id}).`,
    )
  })

  it('should refuse labels of a topic that is not described', async () => {
    const stray = [{ id: '0'.repeat(32), corpus: 'corpus', topics: ['ships'] }]
    await writeFile(file('stray.json'), JSON.stringify({ topics: [BOATS], mails: stray }))
    await expect(readTopicLabels(file('stray.json'))).rejects.toThrow('the topic "ships" is not described')
    place.remove()
  })
})
