import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadModel } from '../../src/encoder/model.js'
import { readModelFolder } from '../../src/encoder/model-folder.js'
import { EMBEDDED, openEncoder } from '../../src/encoder/open.js'

const folder = fileURLToPath(new URL('../../data/encoder/recipe', import.meta.url))
const recipe = join(folder, 'make.py')
const python = '/usr/bin/python3'

function installed(): boolean {
  try {
    execFileSync(python, ['-c', 'import numpy, onnx, regex, torch'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const ready = installed()

/** Runs a few lines of Python among the recipe's modules. @returns what they print */
function ask(lines: string): string {
  return execFileSync(python, ['-c', lines], { cwd: folder, encoding: 'utf8' }).trim()
}

describe.skipIf(!ready)('the recipe of the encoder (needs python3-torch python3-onnx python3-regex)', () => {
  let work: string

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'hamlet-recipe-'))
    const args = [recipe, '--smoke', '--work', work, '--out', join(work, 'encoder')]
    await promisify(execFile)(python, args, { maxBuffer: 2 ** 24 })
  })
  afterAll(() => rm(work, { recursive: true, force: true }))

  it('should make an encoder that tells the classes apart in mailboxes whose labels it never saw', async () => {
    const measured = JSON.parse(await readFile(join(work, 'probe.json'), 'utf8'))
    for (const half of ['taught-a', 'taught-b']) {
      for (const { own, transfer } of Object.values<Record<string, Record<string, number>>>(measured[half])) {
        expect(own.embedding).toBeGreaterThan(0.9)
        expect(transfer.embedding).toBeGreaterThan(0.9)
      }
    }
  })

  it('should lose nothing that matters by quantising', async () => {
    const { texts, worst, median, auc } = JSON.parse(await readFile(join(work, 'verify.json'), 'utf8'))
    expect(texts).toBeGreaterThan(200)
    expect(median).toBeGreaterThan(0.99)
    expect(worst).toBeGreaterThan(0.97)
    expect(Math.abs(auc.int8 - auc.float32)).toBeLessThan(0.005)
  })

  it('should leave a model folder that opens, with its card', async () => {
    const encoder = await openEncoder({ encoder: join(work, 'encoder'), workers: 1 })
    const embedding = await encoder.encode('Lunch today?\nfrom Ann example.org\nThe team meets at noon.')
    await encoder.close()
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 5)
    const card = await readFile(join(work, 'encoder', 'README.md'), 'utf8')
    expect(card).toContain(encoder.id)
    const { vocab_size } = JSON.parse(await readFile(join(work, 'encoder', 'config.json'), 'utf8'))
    expect(card).toContain('| shape | 2 layers × 64, 4 heads,')
    expect(card).toContain(`byte-level BPE, ${vocab_size.toLocaleString('en')};`)
    expect(card).toContain('`embedding` [1, 64] and `layers` [1, 3, 64]')
    expect(card).toContain('840 mails, each text once: made-up mail of no meaning.')
  })
})

describe.skipIf(!ready)('the parts of the recipe', () => {
  it('should leave the encoder that ships alone unless real mail was read', () => {
    const out = (words: string) => ask(`import make; print(make.arguments("${words}".split()).out)`)
    expect(out('--smoke --work begun')).toBe(join('begun', 'encoder'))
    expect(out('--smoke --work begun --out elsewhere')).toBe('elsewhere')
    expect(out(`--corpora ${tmpdir()} --work begun`)).toBe(dirname(folder))
  })

  it('should go on in a work folder with nothing but what it was begun with', async () => {
    const work = await mkdtemp(join(tmpdir(), 'hamlet-recipe-'))
    const claim = (words: string) =>
      ask(
        `import make, stages\ntry: stages.claim(make.arguments("--work ${work} ${words}".split()))\n` +
          'except SystemExit as refused: print(refused)',
      )
    expect(claim('--smoke')).toBe('')
    expect(claim('--smoke')).toBe('')
    expect(claim('--smoke --seed 2')).toBe(
      `The work folder ${work} was begun with seed 1, not 2: give --work a new folder, or give what this one was begun with.`,
    )
    await mkdir(join(work, 'corpora', 'own'), { recursive: true })
    expect(claim(`--corpora ${work}/corpora`)).toMatch(/holds no corpus/)
    await writeFile(join(work, 'corpora', 'own', 'index'), '')
    expect(claim(`--corpora ${work}/corpora`)).toMatch(
      /begun with smoke true, not false, corpora \[\], not \["own"\]: give --work a new folder/,
    )
  })
})

/** Prints the gradient of one step of each stage, for losses of 1, 3, … times a parameter, in teams of one and of two. */
const STEPS = `
import tempfile, torch, types
from pretrain import Course

def gradient(stage, size):
    seen, values = [], iter([1.0, 3.0, 5.0, 7.0])
    team = types.SimpleNamespace(rank=0, size=size, average=lambda _: seen.append(course.guess_bias.grad[0].item()))
    tokenizer, sizes = types.SimpleNamespace(ids=range(9)), dict(width=4, layers=1, heads=1, positions=8)
    with tempfile.TemporaryDirectory() as folder:
        course = Course(folder, stage, [], tokenizer, torch.zeros(9, 4), {}, sizes, steps=1, seed=1, team=team)
        course.losses = lambda *_: {"loss": next(values) * course.guess_bias[0]}
        course.centre = lambda _: None
        course.run()
    return seen[0]

print([[gradient(stage, size) for size in (1, 2)] for stage in ("masked", "contrast", "taught")])
`

describe.skipIf(!ready)('a step of the recipe', () => {
  it('should be of as many batches with one process as with two, and of one in the stage that has no team', () => {
    expect(ask(STEPS)).toBe('[[2.0, 1.0], [2.0, 1.0], [1.0, 1.0]]')
  })

  it('should be computed in bfloat16 only where the device has it', () => {
    const has = (answer: string) =>
      ask(
        `import pretrain, torch\npretrain.DEVICE = "cuda"\ntorch.cuda.is_bf16_supported = lambda: ${answer}\n` +
          'torch.autocast = lambda device, dtype: dtype\nprint(pretrain.autocast())',
      )
    expect(has('True')).toBe('torch.bfloat16')
    expect(has('False')).toContain('nullcontext')
  })
})

describe.skipIf(!ready)('the mail of the recipe', () => {
  /** What is said of mail of these mailboxes, so much of each class. */
  const lacking = (count: number, ...users: string[]) =>
    ask(
      `import mails, probe\nrecords = [mails.Record("", spam, user, user, "") for user in "${users.join(' ')}".split() ` +
        `for spam in (True, False) for _ in range(${count})]\nprint(probe.lacking(records))`,
    )

  it('should be enough of both halves to train on one and test on the other', () => {
    expect(lacking(20, 'farmer-d', 'other', 'kitchen-l', 'kaminski-v', 'linguist')).toBe('None')
    expect(lacking(19, 'farmer-d', 'kitchen-l', 'kaminski-v', 'linguist')).toMatch(
      /: half a needs .*; half b needs /,
    )
    // Whoever shares its spam is no other mailbox.
    expect(lacking(20, 'ktwarwic', 'other', 'kaminski-v', 'linguist')).toMatch(/: half a needs [^;]*\.$/)
    expect(lacking(20, 'me')).toMatch(
      /^The mailboxes of the corpora \(me\) are too few .*half b needs kaminski-v or williams-w3 or spamassassin with 20 spam and 20 ham, .* put your own names in HALVES of mails\.py/,
    )
  })
})

describe.skipIf(!ready)('the export of the recipe', () => {
  /** What an exporter with these options is given for `dynamo`. */
  const dynamo = (options: string) =>
    ask(
      `import export, torch\ndef spy(model, args, path, ${options}): print(dynamo)\n` +
        'dynamo = "nothing"\ntorch.onnx.export = spy\nexport.export_float(torch.nn.Identity(), "model.onnx")',
    )

  it('should take the exporter that writes one file, where torch has two', () => {
    const usual = 'opset_version, input_names, output_names, dynamic_axes'
    expect(dynamo(`${usual}, dynamo=True`)).toBe('False')
    expect(dynamo(usual)).toBe('nothing')
  })
})

describe.skipIf(!ready)('the weights in float32', () => {
  it('should be those of the int8 model', async () => {
    const out = await mkdtemp(join(tmpdir(), 'hamlet-float32-'))
    execFileSync(python, [join(folder, 'float32.py'), EMBEDDED, out])
    const int8 = await readModelFolder(EMBEDDED)
    const model = join(out, 'onnx', 'model.onnx')
    expect((await stat(model)).size).toBeGreaterThan(3 * int8.bytes)
    const models = [int8, { ...int8, modelFile: relative(EMBEDDED, model) }].map(loadModel)
    const text = 'Lunch today?\nfrom Ann example.org\nThe team meets at noon.'
    const [one, two] = await Promise.all(models.map(async (model) => (await model).encode(text)))
    const cosine = one.reduce((sum, value, i) => sum + value * two[i], 0)
    expect(cosine).toBeGreaterThan(0.999)
    expect(cosine).toBeLessThan(1)
  })
})

describe.skipIf(!ready)('the recipe, when it is ended', () => {
  /** Process ids of the program and of what it started of itself. */
  async function running(work: string): Promise<number[]> {
    const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const commands = await Promise.all(
      ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
    )
    return ids.filter((_, k) => commands[k].includes(`\0--work\0${work}\0`)).map(Number)
  }

  it.each(['SIGTERM', 'SIGINT'] as const)('should leave no process behind on %s', async (signal) => {
    const work = await mkdtemp(join(tmpdir(), 'hamlet-recipe-'))
    const child = spawn(python, [recipe, '--smoke', '--work', work], { stdio: 'ignore' })
    const ended = once(child, 'close')
    try {
      await expect.poll(async () => (await running(work)).length).toBe(3)
      child.kill(signal)
      expect((await ended)[0]).toBe(signal === 'SIGINT' ? 130 : 143)
      expect(await running(work)).toEqual([])
    } finally {
      for (const id of await running(work)) process.kill(id, 'SIGKILL')
      await rm(work, { recursive: true, force: true })
    }
  })
})

describe('the recipe on a machine that lacks its packages', () => {
  /** Without the site's packages; the variable keeps it from starting itself again with them. */
  function start(...words: string[]) {
    const env = { ...process.env, MALLOC_TRIM_THRESHOLD_: '1' }
    return spawnSync(python, ['-S', recipe, ...words], { env, encoding: 'utf8' })
  }

  it('should tell how it is used', () => {
    const { status, stdout } = start('--help')
    expect(status).toBe(0)
    expect(stdout).toContain('--corpora')
  })

  it('should say in one sentence which are missing, and how to get them', () => {
    const { status, stderr } = start('--smoke', '--work', join(tmpdir(), 'hamlet-recipe-none'))
    expect(status).toBe(1)
    expect(stderr).toMatch(
      /^The recipe needs torch, numpy, onnx, regex, which .* pip install .*python3-torch.*\n$/,
    )
  })
})
