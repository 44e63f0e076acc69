/**
 * Waits for works that run at the same time.
 * @throws the first failure, once all of them have ended: nothing goes on behind the caller's back
 */
export async function together<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(works)
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}
