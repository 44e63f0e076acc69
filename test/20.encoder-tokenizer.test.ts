import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { env } from '@xenova/transformers/src/env.js'
import { AutoTokenizer, type PreTrainedTokenizer } from '@xenova/transformers/src/tokenizers.js'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { cutMiddle, loadTokenizer, type Tokenizer } from '../src/encoder/tokenizer.js'
import { rememberWords } from '../src/encoder/word-cache.js'
import { TINY, temporaryFolder } from './encoder/tiny.js'

const CLS = 2
const SEP = 3
const MASK = 4

/** Words that repeat, scripts, spaces, special tokens and whatever else a mail may hold. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'the',
        ' free',
        'offer',
        "'s",
        "don't",
        ' ',
        '\n\n',
        '\t',
        '[SEP]',
        '[MASK]',
        '[UNK]',
        '50%',
        'V1agra',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('Привет', '你好', 'مرحبا', '😀', '\u200b', '\ud800', '\0'),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

describe('tokenizer', () => {
  let tokenizer: Tokenizer
  beforeAll(async () => {
    tokenizer = await loadTokenizer(TINY)
  })

  it('should give the ids that byte-pair encoding by hand gives', () => {
    // "the" is t + he (merge 2), " free" a token of its own (merge 12), " offer" the space and merges 13 to 15.
    expect(tokenizer.encode('the free offer', 64)).toEqual([CLS, 121, 262, 272, 37, 275, SEP])
    expect(tokenizer.encode('Free!!! V1agra 50% off', 64)).toEqual([
      CLS,
      ...[75, 266, 106, 38, 38, 38, 37, 91, 54, 102, 108, 119, 102, 37, 58, 53, 42, 37, 274],
      SEP,
    ])
    expect(tokenizer.encode('a\n\n  b', 64)).toEqual([CLS, 102, 15, 15, 37, 37, 103, SEP])
  })

  it.each([
    ['Cyrillic', 'Привет', [213, 164, 214, 133, 213, 189, 213, 183, 213, 186, 214, 135]],
    ['Chinese', '你好', [233, 194, 165, 234, 170, 194]],
    ['Arabic', 'مرحبا', [222, 138, 221, 182, 221, 178, 221, 173, 221, 172]],
    ['emoji', '😀🎉', [245, 164, 157, 133, 245, 164, 147, 142]],
  ])('should turn %s into its bytes', (_script, text, bytes) => {
    expect(tokenizer.encode(text, 64)).toEqual([CLS, ...bytes, SEP])
  })

  it('should never give an unknown token, or one of its own but at the ends, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const inner = tokenizer.encode(text, 4096).slice(1, -1)
        expect(inner.filter((id) => id <= MASK)).toEqual([])
      }),
    )
  })

  it('should read the name of a token of its own as the words that it is', () => {
    const bracketed = (words: string) => [96, ...tokenizer.encode(words, 64).slice(1, -1), 98]
    expect(tokenizer.encode('[SEP]', 64)).toEqual([CLS, ...bracketed(' SEP'), SEP])
    expect(tokenizer.encode('[CLS][MASK]', 64)).toEqual([
      CLS,
      ...bracketed(' CLS'),
      ...bracketed(' MASK'),
      SEP,
    ])
  })

  it('should do so where the model would find the name in its vocabulary', async () => {
    const folder = await unigram()
    const { ids, words } = await idsIn(folder)
    const inner = (await loadTokenizer(folder)).encode('a</s><mask>', 64).slice(1, -1)
    expect(inner.map((id) => words[id]).join('')).toBe('▁a<▁/s><▁mask>')
    expect(inner).not.toContain(ids.get('</s>'))
  })

  it('should give nothing for a text without tokens', () => {
    expect(tokenizer.encode('', 64)).toEqual([])
  })

  it('should keep three quarters of the head and one of the tail of a long text', () => {
    const text = Array.from({ length: 50 }, (_, i) => String(i % 10)).join(' ')
    const whole = tokenizer.encode(text, 1000).slice(1, -1)
    expect(whole).toHaveLength(99)
    const cut = tokenizer.encode(text, 22)
    expect(cut).toHaveLength(22)
    expect(cut).toEqual([CLS, ...whole.slice(0, 15), ...whole.slice(-5), SEP])
  })

  it('should cut to the room exactly and keep both ends, whatever the lengths', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (ids, room) => {
        const cut = cutMiddle(ids, room)
        expect(cut).toHaveLength(Math.min(ids.length, room))
        const tail = ids.length > room ? Math.floor(room / 4) : 0
        expect(cut).toEqual([...ids.slice(0, cut.length - tail), ...ids.slice(ids.length - tail)])
      }),
    )
  })

  it('should keep the ends of a megabyte of text', () => {
    const text = `first words ${'x'.repeat(1_000_000)} last words`
    const ids = tokenizer.encode(text, 64)
    expect(ids).toHaveLength(64)
    expect(ids.slice(0, 12)).toEqual(tokenizer.encode('first words', 64).slice(0, 12))
    expect(ids.slice(-6)).toEqual(tokenizer.encode('last words', 64).slice(-6))
  })

  it('should name the folder whose tokenizer cannot be loaded', async () => {
    const folder = await temporaryFolder()
    await expect(loadTokenizer(folder)).rejects.toThrow(`The tokenizer in ${folder} cannot be loaded`)
  })
})

/** A folder with a tokenizer of the kind that multilingual models have: names of its own tokens stand in its vocabulary. */
async function unigram(): Promise<string> {
  const folder = await temporaryFolder()
  const special = ['<s>', '<pad>', '</s>', '<unk>', '<mask>']
  const pieces = ['▁', 'a', 's', '<', '>', '/', 'm', 'k'].map((piece) => [piece, -3])
  const model = { type: 'Unigram', unk_id: 3, vocab: [...special.map((name) => [name, 0]), ...pieces] }
  const added = special.map((content, id) => ({ id, content, special: true, lstrip: content === '<mask>' }))
  const metaspace = { type: 'Metaspace', replacement: '▁', add_prefix_space: true }
  const tokenizer = { model, added_tokens: added, pre_tokenizer: metaspace, decoder: metaspace }
  const frame = [{ SpecialToken: { id: '<s>' } }, { Sequence: { id: 'A' } }, { SpecialToken: { id: '</s>' } }]
  const template = { type: 'TemplateProcessing', single: frame, pair: frame }
  await writeFile(
    join(folder, 'tokenizer.json'),
    JSON.stringify({ ...tokenizer, normalizer: null, post_processor: template }),
  )
  const config = { tokenizer_class: 'XLMRobertaTokenizer', eos_token: '</s>', mask_token: '<mask>' }
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(config))
  return folder
}

/** The vocabulary of a tokenizer folder, both ways. */
async function idsIn(folder: string): Promise<{ ids: Map<string, number>; words: string[] }> {
  const { model } = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8'))
  const words: string[] = model.vocab.map(([word]: [string, number]) => word)
  return { ids: new Map(words.map((word, id) => [word, id])), words }
}

describe('memory of words', () => {
  async function load(): Promise<PreTrainedTokenizer> {
    env.allowRemoteModels = false
    env.localModelPath = ''
    return AutoTokenizer.from_pretrained(resolve(TINY))
  }

  it('should change no token of any text', async () => {
    const plain = await load()
    const idsOf = rememberWords(await load())
    fc.assert(
      fc.property(anyText, (named) => {
        const text = named.replaceAll('[', '(')
        const { input_ids } = plain(text, { return_tensor: false, add_special_tokens: false })
        // Twice: the first time the words are learned, the second time remembered.
        expect(idsOf(text)).toEqual(input_ids)
        expect(idsOf(text)).toEqual(input_ids)
      }),
      { numRuns: 500 },
    )
  })

  it("should leave nothing in the library's own memory, which has no bound", async () => {
    const tokenizer = await load()
    const { cache } = tokenizer.model as unknown as { cache: Map<string, string[]> }
    tokenizer.encode('some words')
    expect(cache.size).toBe(2)
    rememberWords(tokenizer)('some other words that are new')
    expect(cache.size).toBe(0)
  })
})
