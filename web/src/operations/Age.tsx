import type { Instant } from '../../../functions/src/contract/documents.ts';
import { locale } from '../words/words.ts';
import { useNow } from './useNow.ts';
import { durationText } from './view.ts';

/** How long ago something was, growing while somebody looks. */
export function Age({ since }: { readonly since: Instant }) {
  const now = useNow(1000);
  return (
    <time dateTime={since.toDate().toISOString()} title={since.toDate().toLocaleString(locale)}>
      {durationText(Math.max(0, Math.floor((now - since.toMillis()) / 1000)) * 1000, locale)}
    </time>
  );
}
