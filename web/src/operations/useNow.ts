import { useEffect, useState } from 'preact/hooks';

/** The time, again every `everyMs`: for ages that grow while somebody looks. Nothing is asked of anybody. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
