/** The way to the search from every screen: a link that stands in the masthead, and two keys. */

import { useEffect } from 'preact/hooks';
import { go } from '../router.ts';
import { SearchIcon } from '../shell/icons.tsx';
import { isSingleKey } from '../shell/keys.ts';
import { Link } from '../shell/Link.tsx';
import { words } from '../words/words.ts';

/** The field of the search screen, which whoever opens the search means. */
export const SEARCH_FIELD = 'search-field';

export function openSearch(): void {
  const field = document.getElementById(SEARCH_FIELD);
  if (field instanceof HTMLInputElement) {
    field.focus();
    field.select();
  } else {
    go('/search');
  }
}

export function SearchBox() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      const slash = event.key === '/' && isSingleKey(event);
      const chord = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!slash && !chord) return;
      event.preventDefault();
      openSearch();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <Link to="/search" class="search-box" label={words.search.open}>
      <SearchIcon /> <span class="search-box-word">{words.search.title}</span>{' '}
      {/* Drawn, not written: what is written must be part of the link's name. */}
      <span class="search-box-keys" data-keys={words.search.openKeys} />
    </Link>
  );
}
