/** What the bench commands share: another base or encoder, an empty database, and figures as JSON. */
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { App } from '../app.js'
import type { Entry } from '../bench/corpora.js'
import { trainedUsers, trainedWarning } from '../bench/overlap.js'
import { fileHash } from '../bench/provenance.js'
import { described, type Examples } from './command.js'
import { complain } from './failure.js'
import { withApp } from './open-app.js'

export interface FigureOptions {
  base?: string
  encoder?: string
  /** True: print it. */
  json?: string | true
}

/** A command that measures; its `--json` may name a file to keep the figures in. */
export function figureCommand(name: string, sentence: string, examples: Examples): Command {
  return described(name, sentence, examples)
    .option('--base <folder>', 'another base model; default: the settings')
    .option('--encoder <name>', 'another encoder; default: the settings')
    .option('--json [file]', 'print JSON instead of a table, or write it to a file beside the table')
}

/** Memory is the database: a measurement starts from a filter that knows nothing but its base, and leaves nothing behind. */
export function withEmptyApp<T>(
  { base, encoder }: FigureOptions,
  work: (app: App) => Promise<T>,
): Promise<T> {
  return withApp(work, {
    database: ':memory:',
    keep: 'nothing',
    ...(base !== undefined && { base }),
    ...(encoder !== undefined && { encoder }),
  })
}

/** What a figure on new users rests on; complains where base or encoder have seen the labels of some. */
export function judgedBy(entries: readonly Entry[], app: App) {
  const trained = trainedUsers(entries, app)
  const warning = trainedWarning(trained)
  if (warning !== null) complain(warning)
  return { encoder: app.encoder.id, base: app.base.id, trainedUsers: trained }
}

/** An index file by its content. */
export async function hashed(file: string): Promise<{ file: string; sha256: string }> {
  return { file, sha256: await fileHash(file) }
}

/** Prints the table, or the figure as JSON; writes the JSON to the file that was named. */
export async function showFigure(
  json: FigureOptions['json'],
  figure: object,
  table: readonly string[],
): Promise<void> {
  const text = JSON.stringify(figure, null, 2)
  if (typeof json === 'string') await writeFile(json, `${text}\n`)
  for (const line of json === true ? [text] : table) console.log(line)
}
