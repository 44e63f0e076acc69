import { join } from 'node:path'
import type { Command } from 'commander'
import { adapterAlone } from '../bench/adapter-alone.js'
import { readIndex } from '../bench/corpora.js'
import { fileHash, mailsHash, provenance } from '../bench/provenance.js'
import { findLabelled, readTopicLabels } from '../bench/topic-labels.js'
import { type Reading, rankTopics, SCORES, type TopicsReport } from '../bench/topic-ranking.js'
import { packageRoot } from '../config.js'
import type { Encoder } from '../encoder/encoder.js'
import type { Filter } from '../filter.js'
import { messageId } from '../mail/id.js'
import { parse } from '../mail/parse.js'
import { canonicalText } from '../mail/text.js'
import { type FigureOptions, figureCommand, showFigure, withEmptyApp } from './figure.js'
import { Progress } from './progress.js'
import { tableLines } from './table.js'

const LABELS = join(packageRoot, 'data', 'samples', 'topics.json')

interface Options extends FigureOptions {
  index: string[]
  labels: string
}

export function topicsCommand(): Command {
  return figureCommand(
    'topics',
    'Ranks labelled mails by the description of a topic, one sentence, and tells how well it finds the topic.',
    [
      'hamlet bench topics --index enron/index enron-topics/index spamassassin/index lingspam/index trec07p/index modern/index',
      'hamlet bench topics --index */index --encoder ./my-encoder --json topics.json',
    ],
  )
    .requiredOption('--index <file...>', 'where the labelled mails are: "spam|ham PATH [USER [DATE]]"')
    .option('--labels <file>', 'topics and labels; default: those that Hamlet brings', LABELS)
    .action(topics)
}

async function topics({ index, labels: file, ...options }: Options): Promise<void> {
  const labels = await readTopicLabels(file)
  const entries = (await Promise.all(index.map(readIndex))).flat()
  const looking = new Progress('looking for labelled mails', entries.length)
  let looked = 0
  const onMail = () => looking.advance(1, `${++looked} mails`)
  const mails = await findLabelled(labels, entries, messageId, onMail).finally(() => looking.stop())
  await withEmptyApp(options, async (app) => {
    const { encoder, base } = app
    const texts = await Promise.all(mails.map(async ({ raw }) => canonicalText(await parse(raw))))
    const readings = await readAll(encoder, texts)
    const descriptions = await readAll(
      encoder,
      labels.topics.map(({ description }) => description),
    )
    const logits = await leanings(await adapterAlone(app), labels.topics, mails)
    const report = rankTopics(labels.topics, mails, descriptions, readings, logits)
    const run = {
      ...(await provenance()),
      seed: null,
      labels: await fileHash(file),
      mails: mailsHash(mails.map(({ raw }) => raw)),
      encoder: encoder.id,
      base: base.id,
    }
    await showFigure(options.json, { run, ...report }, topicLines(report))
  })
}

/** What each topic adds to the logit of each mail, for a user who said nothing else. */
async function leanings(
  filter: Filter,
  topics: readonly { id: string; description: string }[],
  mails: readonly { raw: Buffer }[],
): Promise<number[][]> {
  const progress = new Progress('scoring', topics.length)
  const all: number[][] = []
  for (const { id, description } of topics) {
    await filter.topics.set(id, 'topic', { description, verdict: 'spam' })
    const logits: number[] = []
    for (const { raw } of mails) logits.push((await filter.score(id, raw)).parts.adapter)
    all.push(logits)
    progress.advance(1, id)
  }
  progress.stop()
  return all
}

async function readAll(encoder: Encoder, texts: readonly string[]): Promise<Reading[]> {
  const progress = new Progress('reading', texts.length)
  let done = 0
  const readings: Reading[] = []
  for (const text of texts) {
    readings.push({ text, embedding: await encoder.encode(text) })
    progress.advance(1, `${++done} texts`)
  }
  progress.stop()
  return readings
}

function topicLines({ mails, topics, mean }: TopicsReport): string[] {
  const row = (name: string, count: number, auc: TopicsReport['mean']) => [
    name,
    `${count}`,
    ...SCORES.map((score) => auc[score].toFixed(3)),
  ]
  const rows = topics.map(({ id, mails, auc }) => row(id, mails, auc))
  return tableLines(
    [{ title: 'topic' }, ...['mails', ...SCORES].map((title) => ({ title, align: 'right' as const }))],
    [...rows, row('mean', mails, mean)],
  )
}
