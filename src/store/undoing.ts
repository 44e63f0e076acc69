/** Putting a user's marks back to what they were at a moment. */
import type { Label } from '../types.js'
import type { Mark } from './records.js'

/** A message whose mark becomes another one; null: no mark. */
export interface MarkChange extends Pick<Mark, 'id' | 'sender' | 'subject'> {
  from: Label | null
  to: Label | null
}

export interface Undo {
  /** The moment; what was put at it counts. */
  to: number
  now: number
  /** Marks that are kept, as for putMark. */
  limit: number
  /** Says what would change, and changes nothing. */
  dryRun: boolean
}

export interface UndoingStore {
  /**
   * Makes the user's marks those of the moment, each as it was then, and raises the revision unless nothing changed.
   * Marks taken away by it can be put back in the same way. The changes are sorted by id.
   * @throws NotFound for an unknown user, BadInput 409 when what was removed since is no longer known (`undoSince`)
   */
  undo(user: string, undo: Undo): Promise<{ changes: MarkChange[]; marks: number }>
  /** Takes all of the user's marks back. @returns how many; 0 also when there is no such user */
  forgetMarks(user: string, now: number): Promise<number>
}
