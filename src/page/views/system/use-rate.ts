import { useEffect, useRef, useState } from 'preact/hooks'

/** How fast a count grows, a second, between its last two readings; null before the second one. */
export function useRate(count: number): number | null {
  const last = useRef<{ count: number; time: number } | null>(null)
  const [rate, setRate] = useState<number | null>(null)
  useEffect(() => {
    const time = performance.now()
    // A smaller count is a service that was started anew.
    if (last.current && count >= last.current.count) {
      setRate((1_000 * (count - last.current.count)) / Math.max(1, time - last.current.time))
    }
    last.current = { count, time }
  }, [count])
  return rate
}
