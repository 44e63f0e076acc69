/**
 * node count.mjs [--complete] SUITE… adds up the suites' results and prints `N passed, N failed, N skipped` as its last
 * line. Of each suite there are vitest's report, SUITE.json, and its exit code, SUITE.exit. Fails when a test failed or
 * a suite did not end well, and, with --complete, when the last suite skipped a test.
 */
import { existsSync, readFileSync } from 'node:fs'

const suites = process.argv.slice(2).filter((argument) => argument !== '--complete')
const total = { passed: 0, failed: 0, skipped: 0 }
let before = total

for (const suite of suites) {
  before = { ...total }
  for (const { name, status, assertionResults } of results(`${suite}.json`)) {
    for (const test of assertionResults) count(test.status, `${name}: ${test.fullName}`)
    // A file that cannot be loaded has no tests to fail.
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed'))
      count('failed', name)
  }
  const code = readFileSync(`${suite}.exit`, 'utf8').trim()
  if (code !== '0' && total.failed === before.failed)
    count('failed', `${suite} as a whole: exit code ${code}, see above`)
}

const incomplete = process.argv.includes('--complete') && total.skipped > before.skipped
if (incomplete) console.log('Nothing may be skipped where everything that the tests need could be installed.')
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 || total.passed === 0 || incomplete ? 1 : 0

function results(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testResults : []
}

function count(status, name) {
  const kind = status === 'passed' || status === 'failed' ? status : 'skipped'
  total[kind] += 1
  if (kind !== 'passed') console.log(`${kind}: ${name}`)
}
