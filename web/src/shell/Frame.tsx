/** What stands around every screen: the way to the content, the name, who is here, and whether the line is up. */

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { User } from '../firebase/ports.ts';
import { words } from '../words/words.ts';
import { LogoIcon, OfflineIcon } from './icons.tsx';
import { Link } from './Link.tsx';

export function Frame({ children, tools }: { children: ComponentChildren; tools?: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#main">
        {words.skip}
      </a>
      <header class="masthead">
        <Link to="/" class="brand" label={words.home}>
          <LogoIcon />
          <span>{words.product}</span>
        </Link>
        {tools}
      </header>
      {children}
      <OfflineBanner />
    </>
  );
}

export function Account({ user, onSignOut }: { user: User; onSignOut: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <div class="account">
      <span class="account-name">{user.email ?? words.account.guest}</span>
      <button
        type="button"
        class="button button-quiet button-small"
        onClick={() => (user.email === null ? dialog.current?.showModal() : onSignOut())}
      >
        {words.account.signOut}
      </button>
      <dialog ref={dialog} class="dialog" aria-labelledby="leave-title">
        <h2 id="leave-title">{words.account.leaveTitle}</h2>
        <p>{words.account.leaveText}</p>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {words.account.stay}
          </button>
          <button type="button" class="button button-bad" onClick={onSignOut}>
            {words.account.leave}
          </button>
        </div>
      </dialog>
    </div>
  );
}

function OfflineBanner() {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return (
    <div class="offline" role="status">
      {online ? null : (
        <p>
          <OfflineIcon /> {words.offlineBanner}
        </p>
      )}
    </div>
  );
}
