import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Progress } from '../src/encoder/download.js'
import { findHubModel, type HubOptions, pullModel } from '../src/encoder/hub.js'
import { isHubId, listCached, parseHubId } from '../src/encoder/hub-cache.js'
import { readModelFolder } from '../src/encoder/model-folder.js'
import { findEncoder, openEncoder } from '../src/encoder/open.js'
import { BadConfig, NotFound, Unavailable } from '../src/errors.js'
import { HubServer } from './encoder/hub-server.js'
import { TINY, temporaryFolder } from './encoder/tiny.js'

const MODEL = 'someone/tiny'
const ONNX = 'onnx/model_quantized.onnx'
/** Half of the model's bytes: so many come before a transfer is cut. */
const HALF = 18606

describe('hub', () => {
  let server: HubServer
  let cache: string
  let hub: HubOptions
  beforeEach(async () => {
    server = await new HubServer(MODEL, TINY).start()
    cache = await temporaryFolder()
    hub = { endpoint: server.endpoint, cache }
  })
  afterEach(async () => {
    await server.stop()
    await rm(cache, { recursive: true })
  })

  /** The cache holds no half-fetched folder. */
  async function expectTidy(): Promise<void> {
    const entries = await readdir(join(cache, 'someone--tiny')).catch(() => [])
    expect(entries.filter((name) => name.startsWith('.'))).toEqual([])
  }

  it('should open a model that was never fetched, and from then on ask the hub nothing', async () => {
    const progress: Progress[] = []
    const first = await openEncoder({ encoder: MODEL, workers: 1, hub }, (step) => progress.push(step))
    const embedding = await first.encode('free offer')
    await first.close()
    expect(first.id).toBe((await readModelFolder(TINY)).id)
    expect(first.info).toMatchObject({ source: 'hub', commit: server.commit })
    expect(server.asked).toEqual([
      'config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'manifest.json',
      ONNX,
    ])
    expect(progress.at(-1)).toEqual({ file: ONNX, received: 37211, total: 37211 })
    await expectTidy()

    await server.stop()
    const again = await openEncoder({ encoder: MODEL, workers: 1, hub: { ...hub, offline: true } })
    expect(await again.encode('free offer')).toEqual(embedding)
    await again.close()
    expect(await listCached(cache)).toEqual([
      expect.objectContaining({ model: MODEL, revision: 'main', commit: server.commit }),
    ])
  })

  it('should fetch a commit by its name without asking what it is', async () => {
    await pullModel(`${MODEL}@${server.commit}`, hub)
    expect(server.requests.some(({ url }) => url.startsWith('/api'))).toBe(false)
    await expect(findHubModel(MODEL, { ...hub, offline: true })).rejects.toThrow(Unavailable)
  })

  it('should take the float32 model and the usual pooling where there is nothing better', async () => {
    server.files.set('onnx/model.onnx', server.files.get(ONNX) as Buffer)
    server.faults.set(ONNX, 'missing').set('manifest.json', 'missing')
    const info = await findEncoder({ encoder: MODEL, hub })
    expect(info).toMatchObject({ modelFile: 'onnx/model.onnx', manifest: { name: MODEL, pooling: 'mean' } })
    expect(info.assumptions).toHaveLength(1)
  })

  it('should say what the hub does not have', async () => {
    await expect(pullModel('someone/else', hub)).rejects.toThrow(NotFound)
    await expect(pullModel(`${MODEL}@v2`, hub)).rejects.toThrow(
      /nothing public at .*revision\/v2.*\(it answered 404\)/,
    )
    await expect(pullModel(`${MODEL}@${'b'.repeat(40)}`, hub)).rejects.toThrow(
      /check the model's name and revision/,
    )
    server.faults.set('tokenizer.json', 'missing')
    await expect(pullModel(MODEL, hub)).rejects.toThrow(/tokenizer\.json/)
    await expectTidy()
  })

  it('should refuse a file that is not what the hub states', async () => {
    server.faults.set(ONNX, 'changed')
    const pulled = pullModel(MODEL, hub)
    await expect(pulled).rejects.toMatchObject({ type: 'hub-wrong-hash' })
    await expect(pulled).rejects.toThrow(/is not the pinned file.*Nothing was changed/)
    await expectTidy()
    expect(await listCached(cache)).toEqual([])
  })

  it('should refuse a file of a known commit that has changed since it was first seen', async () => {
    const { folder } = await pullModel(MODEL, hub)
    await rm(folder, { recursive: true })
    server.faults.set('config.json', 'changed')
    await expect(pullModel(MODEL, hub)).rejects.toMatchObject({ type: 'hub-wrong-hash' })
    server.faults.clear()
    expect((await pullModel(MODEL, hub)).folder).toBe(folder)
  })

  it('should refuse a file that is not what the recipe pins', async () => {
    const { model, revision } = parseHubId('Xenova/all-MiniLM-L6-v2')
    const other = await new HubServer(model, TINY).start()
    other.commit = revision
    const pulled = pullModel(model, { endpoint: other.endpoint, cache })
    await expect(pulled).rejects.toThrow(/config\.json .*is not the pinned file/)
    await other.stop()
  })

  it('should take up a transfer that breaks off', async () => {
    server.faults.set(ONNX, 'cut once')
    const progress: number[] = []
    await pullModel(MODEL, hub, ({ file, received }) => {
      if (file === ONNX) progress.push(received)
      if (received === HALF) server.cut()
    })
    const ranges = server.requests.map(({ range }) => range).filter((range) => range !== undefined)
    expect(ranges).toEqual([`bytes=${HALF}-`, `bytes=${HALF}-`])
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  })

  it('should begin a transfer again where the storage cannot send the rest', async () => {
    server.ranges = false
    server.faults.set(ONNX, 'cut once').set('config.json', 'busy once')
    const { folder } = await pullModel(MODEL, hub)
    expect((await readModelFolder(folder)).bytes).toBe(37211)
  })

  it('should give up a transfer that keeps breaking off, and keep what it had', async () => {
    const { folder } = await pullModel(MODEL, hub)
    server.commit = 'c'.repeat(40)
    server.faults.set(ONNX, 'cut')
    const pulled = pullModel(MODEL, hub, () => server.cut())
    await expect(pulled).rejects.toMatchObject({ type: 'hub-cut-transfer' })
    await expect(pulled).rejects.toThrow(/broke off 3 times, the last time after \d+ of 37211 bytes/)
    await expectTidy()
    expect((await findHubModel(MODEL, { ...hub, offline: true })).folder).toBe(folder)
    expect(await readModelFolder(folder)).toMatchObject({ bytes: 37211 })

    server.faults.clear()
    expect((await pullModel(MODEL, hub)).commit).toBe(server.commit)
    expect((await findHubModel(MODEL, hub)).commit).toBe(server.commit)
  })

  it('should say what to do when the hub cannot be reached, is busy, or must not be asked', async () => {
    server.faults.set('config.json', 'busy')
    await expect(findHubModel(MODEL, hub)).rejects.toThrow(/The hub answered 503/)
    const asked = server.requests.length
    const offline = findHubModel(MODEL, { ...hub, offline: true })
    await expect(offline).rejects.toThrow(Unavailable)
    await expect(offline).rejects.toThrow(
      `The encoder someone/tiny is not in the cache ${join(cache, 'someone--tiny')}: fetch it with "hamlet encoder pull someone/tiny", or set HAMLET_ENCODER=embedded.`,
    )
    await expect(pullModel(MODEL, { ...hub, offline: true })).rejects.toThrow(
      'The encoder someone/tiny cannot be fetched: HAMLET_HUB_OFFLINE is on. Set HAMLET_ENCODER=embedded, or run "hamlet encoder pull someone/tiny" when the hub can be reached.',
    )
    expect(server.requests).toHaveLength(asked)
    await server.stop()
    await expect(findHubModel(MODEL, hub)).rejects.toThrow(
      /The hub cannot be reached at http.*HAMLET_ENCODER=embedded/,
    )
    await expect(findHubModel(`${MODEL}@${server.commit}`, hub)).rejects.toThrow(Unavailable)
    await expectTidy()
  })

  it('should say so when the cache cannot be written', async () => {
    const file = join(cache, 'file')
    await appendFile(file, '')
    const pulled = pullModel(MODEL, { ...hub, cache: file })
    await expect(pulled).rejects.toThrow(BadConfig)
    await expect(pulled).rejects.toThrow(/The cache of encoders .* cannot be written \(ENOTDIR\)/)
  })

  it('should refuse a cache that was tampered with, and mend it by a pull', async () => {
    const { folder } = await pullModel(MODEL, hub)
    await appendFile(join(folder, 'tokenizer.json'), ' ')
    const opened = findEncoder({ encoder: MODEL, hub })
    await expect(opened).rejects.toThrow(BadConfig)
    await expect(opened).rejects.toThrow(
      /tokenizer\.json is not the file it should be.*"hamlet encoder pull"/,
    )
    await pullModel(MODEL, hub)
    const manifest = join(folder, 'manifest.json')
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"tiny"', '"other"'))
    await expect(findEncoder({ encoder: MODEL, hub })).rejects.toThrow(
      /manifest\.json is not the file it should be/,
    )
    await rm(manifest)
    await expect(findEncoder({ encoder: MODEL, hub })).rejects.toThrow(/manifest\.json cannot be read/)
    await pullModel(MODEL, hub)
    expect(await findEncoder({ encoder: MODEL, hub })).toMatchObject({ folder })
    await appendFile(join(cache, 'someone--tiny', 'lock.json'), '}')
    await expect(findEncoder({ encoder: MODEL, hub })).rejects.toThrow(
      /lock\.json cannot be read; delete the folder/,
    )
  })

  it('should not follow a hub round in circles, nor take any server for a hub', async () => {
    server.faults.set(ONNX, 'circle')
    await expect(pullModel(MODEL, hub)).rejects.toThrow(/round in circles; check the endpoint/)
    server.commit = 'not a commit'
    await expect(pullModel(MODEL, hub)).rejects.toThrow(/does not answer as a Hugging Face hub does/)
  })
})

describe('hub ids', () => {
  it('should tell a hub model from a path', () => {
    for (const id of ['a/b', 'Xenova/bge-small-en-v1.5', 'a/b@main', 'a/b@refs/pr/1'])
      expect(isHubId(id)).toBe(true)
    for (const id of ['embedded', './a/b', '../b', 'a/b/c', '/a/b', 'a/..', 'a/b@../../x', 'a/b@x/..', ''])
      expect(isHubId(id)).toBe(false)
    expect(() => parseHubId('nothing')).toThrow('"nothing" is not a hub model; write owner/name')
  })

  it("should take a recipe's commit, or main", () => {
    expect(parseHubId('Xenova/all-MiniLM-L6-v2').revision).toMatch(/^751bff37/)
    expect(parseHubId('Xenova/all-MiniLM-L6-v2@main').revision).toBe('main')
    expect(parseHubId('a/b').revision).toBe('main')
  })
})
