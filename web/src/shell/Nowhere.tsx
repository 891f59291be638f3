import { words } from '../words/words.ts';
import { Link } from './Link.tsx';
import { Screen } from './Screen.tsx';

/** The answer at an address where there is nothing, or nothing for this person. */
export function Nowhere() {
  return (
    <Screen title={words.nowhere.title} heading={words.nowhere.heading} class="screen-narrow">
      <p>{words.nowhere.text}</p>
      <p>
        <Link to="/">{words.backToDocuments}</Link>
      </p>
    </Screen>
  );
}
