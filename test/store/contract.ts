/** What every engine behind the Store interface must do. A new engine is one more line in test/40.store-contract.test.ts. */
import { afterEach, beforeEach, describe } from 'vitest'
import type { Store } from '../../src/store/store.js'
import { contractOfAccess } from './contract-access.js'
import { contractOfErasure } from './contract-erasure.js'
import { contractOfHeads } from './contract-heads.js'
import { contractOfImport } from './contract-import.js'
import { contractOfMarks } from './contract-marks.js'
import { contractOfMessages } from './contract-messages.js'
import { contractOfMisuse } from './contract-misuse.js'
import { contractOfQuestions } from './contract-questions.js'
import { contractOfRanking } from './contract-ranking.js'
import { contractOfSwitching } from './contract-switching.js'
import { contractOfTopics } from './contract-topics.js'
import { contractOfUndoing } from './contract-undoing.js'
import { contractOfUsers } from './contract-users.js'
import { contractOfWeakLabels } from './contract-weak-labels.js'
import { contractWithModel } from './model.js'

/** The store of the test that runs. */
export type Current = () => Store

/** `makeStore` gives an empty store each time; `runs` random histories are compared with the model. */
export function storeContract(name: string, makeStore: () => Promise<Store>, runs: number): void {
  describe(name, () => {
    let store: Store
    beforeEach(async () => {
      store = await makeStore()
    })
    afterEach(() => store.close())
    const current: Current = () => store

    describe('misuse', () => contractOfMisuse(current))
    describe('users', () => contractOfUsers(current))
    describe('the score log', () => contractOfMessages(current))
    describe('marks', () => contractOfMarks(current))
    describe('questions', () => contractOfQuestions(current))
    describe('the list of users', () => contractOfRanking(current))
    describe('topics', () => contractOfTopics(current))
    describe('weak labels', () => contractOfWeakLabels(current))
    describe('undoing', () => contractOfUndoing(current))
    describe('import', () => contractOfImport(current))
    describe('heads', () => contractOfHeads(current))
    describe('a switch of the encoder', () => contractOfSwitching(current))
    describe('keys and settings', () => contractOfAccess(current))
    describe('erasure', () => contractOfErasure(current))
    describe('a random history', () => contractWithModel(makeStore, runs))
  })
}
