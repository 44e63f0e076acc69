/**
 * The ceiling of an encoder's speed: a session of the runtime, its tokens ready, and nothing else. Threads take the next text
 * from one counter that they share, so that none waits while another has work left.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { BareWork } from './bare.js'
import { feedsOf, openRuntime } from './session.js'

const { model, texts, next } = workerData as BareWork
const session = await openRuntime(model)
const feeds = texts.map((ids) => feedsOf(session, ids))

parentPort?.on('message', async () => {
  for (let at = Atomics.add(next, 0, 1); at < feeds.length; at = Atomics.add(next, 0, 1)) {
    await session.run(feeds[at], [model.manifest.output])
  }
  parentPort?.postMessage('done')
})
parentPort?.postMessage('ready')
