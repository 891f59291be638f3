import { useEffect, useState } from 'preact/hooks';
import { words } from '../words/words.ts';
import { keepApp } from './register.ts';

/** Offers a newer version of the app. Nobody is interrupted: a reload is theirs to choose. */
export function NewVersion() {
  const [offered, setOffered] = useState(false);
  useEffect(() => keepApp(() => setOffered(true)), []);
  return (
    <div class="new-version" role="status">
      {offered ? (
        <div class="notice">
          <div class="notice-text">{words.newVersion}</div>
          <button type="button" class="button button-small button-primary" onClick={() => location.reload()}>
            {words.reload}
          </button>
          <button type="button" class="button button-small button-quiet" onClick={() => setOffered(false)}>
            {words.later}
          </button>
        </div>
      ) : null}
    </div>
  );
}
