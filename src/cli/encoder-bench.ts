import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { encoderInForce, findConfiguredEncoder } from '../app.js'
import { readIndex, readMails, readOrRefuse } from '../bench/corpora.js'
import { type Provenance, provenance } from '../bench/provenance.js'
import { packageRoot, readConfig } from '../config.js'
import type { ModelFolder } from '../encoder/model-folder.js'
import { measureSpeed, type Speed } from '../encoder/speed.js'
import { measureTokenizer, type TokenizerSpeed } from '../encoder/tokenizer-speed.js'
import { BadInput } from '../errors.js'
import { parse } from '../mail/parse.js'
import { canonicalText } from '../mail/text.js'
import { described } from './command.js'
import { showFigure } from './figure.js'
import { wholeNumber } from './options.js'
import { Progress } from './progress.js'
import { figureColumns, tableLines } from './table.js'

interface Options {
  index: string
  texts?: string
  float32?: string
  workers: number[]
  rounds: number
  mails: number
  json?: string | true
}

/** What the command measures, as it stands in a figure file. */
export interface EncoderFigure {
  run: Provenance & {
    seed: null
    encoder: string
    texts: { file: string; count: number; sha256: string }
    rounds: number
    mails: number
  }
  tokenizer: TokenizerSpeed
  models: { precision: 'int8' | 'float32'; bytes: number; speeds: Speed[] }[]
}

export function benchCommand(): Command {
  return described(
    'bench',
    'Measures how fast an encoder is, beside the bare runtime on the same tokens with as many threads.',
    [
      'hamlet encoder bench',
      'hamlet encoder bench embedded --index trec07p/index --float32 hamlet-small-float32 --json speed.json',
    ],
  )
    .argument('[encoder]', 'embedded, a folder or a hub model; the one in use where not given')
    .addOption(
      new Option('--index <file>', 'mail to encode: lines of the form "spam|ham PATH …"').default(
        SAMPLES,
        'the samples that come with Hamlet',
      ),
    )
    .option('--texts <file>', 'texts to encode instead, one a line')
    .option(
      '--float32 <path>',
      'the same encoder in float32, a model file or a folder with onnx/model.onnx; where it is not given, the one of the ' +
        "encoder's own folder, if it has one",
    )
    .option('--workers <list>', 'numbers of worker threads to measure with', wholeNumbers, [1, 2])
    .option('--rounds <n>', 'rounds of each; the medians are told', wholeNumber(6), 7)
    .option('--mails <n>', 'mails in a round', wholeNumber(6), 300)
    .option('--json [file]', 'print JSON instead of a table, or write it to a file beside the table')
    .action(bench)
}

const SAMPLES = join(packageRoot, 'data', 'samples', 'demo', 'index')
/** Of an index, the mails from the front that are read at most. */
const MOST_MAILS = 2000

async function bench(named: string | undefined, options: Options): Promise<void> {
  const { rounds, mails, workers } = options
  const config = readConfig(process.env)
  const model = await findConfiguredEncoder({ encoder: named ?? encoderInForce(config), hub: config.hub })
  const texts = await readTexts(options)
  const variants = [model, ...float32Of(model, options.float32)]
  const progress = new Progress('measuring', variants.length * workers.length * rounds)
  const onRound = () => progress.advance(1, 'rounds')
  const models: EncoderFigure['models'] = []
  try {
    for (const variant of variants) {
      const speeds = await measureSpeed({ model: variant, texts, mails, rounds, workers, onRound })
      models.push({ precision: precisionOf(variant), bytes: variant.bytes, speeds })
    }
  } finally {
    progress.stop()
  }
  const figure: EncoderFigure = {
    run: {
      ...(await provenance()),
      seed: null,
      encoder: model.id,
      texts: describe(texts, options),
      rounds,
      mails,
    },
    tokenizer: await measureTokenizer(model, texts, rounds),
    models,
  }
  await showFigure(options.json, figure, lines(figure))
}

async function readTexts({ texts: file, index }: Options): Promise<string[]> {
  if (file !== undefined) {
    const content = (await readOrRefuse(file, 'the texts')).toString('utf8')
    return content.split('\n').filter((line) => line.trim() !== '')
  }
  const texts: string[] = []
  for await (const { raw } of readMails((await readIndex(index)).slice(0, MOST_MAILS))) {
    texts.push(canonicalText(await parse(raw)))
  }
  return texts
}

function describe(texts: string[], { texts: file, index }: Options): EncoderFigure['run']['texts'] {
  const sha256 = createHash('sha256').update(texts.join('\n')).digest('hex')
  return { file: relative(packageRoot, resolve(file ?? index)), count: texts.length, sha256 }
}

/** The float32 model, used with the manifest and the tokenizer of the encoder. */
function float32Of(model: ModelFolder, path: string | undefined): ModelFolder[] {
  const own = join(model.folder, FLOAT32)
  const file = path === undefined ? own : isFolder(path) ? join(path, FLOAT32) : path
  if (!existsSync(file)) {
    if (path === undefined) return []
    throw new BadInput(`There is no float32 model ${file}; name a model file, or a folder with ${FLOAT32}.`)
  }
  if (resolve(file) === join(model.folder, model.modelFile)) return []
  return [{ ...model, modelFile: relative(model.folder, resolve(file)), bytes: statSync(file).size }]
}

const FLOAT32 = 'onnx/model.onnx'

function precisionOf({ modelFile }: ModelFolder): 'int8' | 'float32' {
  return modelFile.endsWith('_quantized.onnx') ? 'int8' : 'float32'
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

export const SPEED_TITLES = ['model', 'workers', 'mails/s', 'bare session', 'ratio', 'loop delay p50', 'p99']

export function speedRows({ models }: EncoderFigure): string[][] {
  return models.flatMap(({ precision, speeds }) =>
    speeds.map(({ workers, pool, bare, ratio, loopDelay }) => [
      precision,
      `${workers}`,
      pool.toFixed(1),
      bare.toFixed(1),
      `${(100 * ratio).toFixed(1)} %`,
      `${loopDelay.p50.toFixed(1)} ms`,
      `${loopDelay.p99.toFixed(1)} ms`,
    ]),
  )
}

function lines(figure: EncoderFigure): string[] {
  const { run, tokenizer } = figure
  return [
    `${run.encoder} on ${run.cores} cores of ${run.cpu}, ${run.texts.count} texts of ${run.texts.file}:`,
    '',
    ...tableLines(figureColumns(SPEED_TITLES, 'left'), speedRows(figure)),
    '',
    `Tokenising 1,000 characters takes ${tokenizer.first.toFixed(3)} ms, and ${tokenizer.again.toFixed(3)} ms when their words were met before.`,
  ]
}

function wholeNumbers(text: string): number[] {
  return text.split(',').map(wholeNumber(6))
}
