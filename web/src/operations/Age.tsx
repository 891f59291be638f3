import type { Instant } from '../../../functions/src/contract/documents.ts';
import { locale } from '../words/words.ts';
import { useNow } from './useNow.ts';
import { durationText } from './view.ts';

interface AgeProps {
  readonly since: Instant;
  /** What is said with it; by itself it is a stretch of time. */
  readonly say?: (age: string) => string;
}

/** How long ago something was, in whole seconds, growing while somebody looks. */
export function Age({ since, say = (age) => age }: AgeProps) {
  const now = useNow(1000);
  return (
    <time dateTime={since.toDate().toISOString()} title={since.toDate().toLocaleString(locale)}>
      {say(durationText(Math.max(1, Math.floor((now - since.toMillis()) / 1000)) * 1000, locale))}
    </time>
  );
}
