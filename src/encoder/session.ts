import './no-telemetry.js'
import { join } from 'node:path'
import ort from 'onnxruntime-node'
import { BadConfig } from '../errors.js'
import type { ModelFolder } from './model-folder.js'
import { pool, toUnitLength } from './pooling.js'

/** Token ids in, embedding out: one model, one thread, one text at a time. */
export interface Session {
  /** The embedding of at least one token id: `dimension` numbers. */
  run(ids: number[]): Promise<Float32Array>
  release(): Promise<void>
}

/**
 * One text a run and no padding: int8 models scale their activations over the whole tensor, so that in a batch a text's
 * embedding would depend on its neighbours. One thread a session: at these sizes a second session gains more than a
 * second thread. The runtime's memory arena stays on: without it a run took a tenth longer and the process grew no less.
 */
const OPTIONS: ort.InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
}

/** @throws BadConfig when the file is not a model, or not one with the inputs and the output that the manifest names */
export async function openSession(model: ModelFolder): Promise<Session> {
  const { manifest } = model
  const path = join(model.folder, model.modelFile)
  const session = await openRuntime(model)
  return {
    async run(ids) {
      const result = (await session.run(feedsOf(session, ids), [manifest.output]))[manifest.output]
      const embedding = pool(result.data as Float32Array, result.dims, manifest)
      if (embedding.length !== manifest.dimension) {
        throw new BadConfig(
          `${path} gives ${embedding.length} numbers, not the ${manifest.dimension} that its manifest says; correct the manifest.`,
        )
      }
      return manifest.normalise ? toUnitLength(embedding) : embedding
    },
    release: () => session.release(),
  }
}

/** The runtime's own session: what {@link openSession} opens, without our part. @throws as that does */
export async function openRuntime({
  folder,
  modelFile,
  manifest,
}: ModelFolder): Promise<ort.InferenceSession> {
  const path = join(folder, modelFile)
  let session: ort.InferenceSession
  try {
    session = await ort.InferenceSession.create(path, OPTIONS)
  } catch (cause) {
    throw new BadConfig(`${path} is not a model that ONNX Runtime can load; install it again.`, { cause })
  }
  const unknown = session.inputNames.filter((name) => !INPUTS.has(name))
  if (unknown.length > 0 || !session.outputNames.includes(manifest.output)) {
    throw new BadConfig(
      `${path} is not a text encoder as its manifest says: it wants ${session.inputNames.join(', ')} and gives ${session.outputNames.join(', ')}, where "${manifest.output}" is expected.`,
    )
  }
  return session
}

/** Token ids as the runtime takes them. */
export function feedsOf(session: ort.InferenceSession, ids: number[]): Record<string, ort.Tensor> {
  const feeds: Record<string, ort.Tensor> = {}
  for (const name of session.inputNames) feeds[name] = row(ids.length, INPUTS.get(name)?.(ids))
  return feeds
}

/** What is fed to each input: every token counts, and all belong to the first (only) segment. */
const INPUTS = new Map<string, (ids: number[]) => BigInt64Array>([
  ['input_ids', wide],
  ['attention_mask', (ids) => new BigInt64Array(ids.length).fill(1n)],
  ['token_type_ids', (ids) => new BigInt64Array(ids.length)],
])

/** `BigInt64Array.from` goes through an iterator, which takes ten times as long. */
function wide(ids: number[]): BigInt64Array {
  const values = new BigInt64Array(ids.length)
  for (let i = 0; i < ids.length; i++) values[i] = BigInt(ids[i])
  return values
}

function row(length: number, values: BigInt64Array | undefined): ort.Tensor {
  return new ort.Tensor('int64', values ?? new BigInt64Array(length), [1, length])
}
