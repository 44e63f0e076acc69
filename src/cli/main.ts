#!/usr/bin/env node
import '../encoder/no-telemetry.js'
import { failed, quietOnClosedPipe } from './failure.js'
import { createProgram } from './program.js'

quietOnClosedPipe(process.stdout)
try {
  await createProgram().parseAsync()
} catch (error) {
  process.exitCode = failed(error)
}
