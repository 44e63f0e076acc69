import { parentPort, workerData } from 'node:worker_threads'
import { refitShared } from './shared.js'

// A worker thread: takes the options of one refit, answers with its result, ends.
parentPort?.postMessage(refitShared(workerData))
