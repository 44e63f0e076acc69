/**
 * ONNX Runtime 1.29 and newer reports its use to its maker unless told not to. A mail filter tells nobody anything, so
 * this module is the first import of every file that loads the runtime: imports are evaluated in order, and
 * the runtime reads the variable when it is loaded.
 *
 * A worker thread's `process.env` is a copy that native code does not see, so the pool imports this module too, before
 * it starts a worker.
 */
process.env.ORT_DISABLE_TELEMETRY = '1'
