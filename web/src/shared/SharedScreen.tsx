/** Somebody's document, for whoever has the link. Needs nobody to be signed in. */

import { useEffect } from 'preact/hooks';
import { Link } from '../shell/Link.tsx';
import { Notice } from '../shell/Notice.tsx';
import { Screen } from '../shell/Screen.tsx';
import { failureSentence, words } from '../words/words.ts';
import { Opening, SharedDocument } from './SharedDocument.tsx';
import { useVisit } from './useVisit.ts';
import './shared.css';

const text = words.shared;

export function SharedScreen({ uid, shareId }: { readonly uid: string; readonly shareId: string }) {
  useNoIndex();
  const visit = useVisit(uid, shareId);
  switch (visit.kind) {
    case 'opening':
      return <Opening />;
    case 'failed':
      return (
        <Screen title={text.title} heading={text.title} class="screen-narrow">
          <Notice tone="bad" urgent onRetry={visit.retry}>
            {failureSentence(visit.failure)}
          </Notice>
        </Screen>
      );
    case 'ended':
      return <Ended />;
    case 'open':
      return <SharedDocument visit={visit} ended={<Ended />} />;
  }
}

function Ended() {
  return (
    <Screen title={text.endedTitle} heading={text.endedTitle} class="screen-narrow">
      <p>{text.endedText}</p>
      <p>
        <Link to="/" class="button button-primary shared-way">
          {text.tryIt}
        </Link>
      </p>
    </Screen>
  );
}

/** The address is a secret; hosting says the same in a header, for those who run no code. */
function useNoIndex(): void {
  useEffect(() => {
    const robots = document.createElement('meta');
    robots.name = 'robots';
    robots.content = 'noindex, nofollow';
    document.head.append(robots);
    return () => robots.remove();
  }, []);
}
