/** What stands around every screen: the way to the content, the name, who is here, and whether the line is up. */

import type { ComponentChildren } from 'preact';
import { words } from '../words/words.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { useOnline } from './browserState.ts';
import { LogoIcon, OfflineIcon } from './icons.tsx';
import { KeyboardHelp } from './KeyboardHelp.tsx';
import { Link } from './Link.tsx';

interface FrameProps {
  readonly children: ComponentChildren;
  readonly navigation?: ComponentChildren;
  /** At the end of the masthead; unless told otherwise, the settings, which are for everybody. */
  readonly tools?: ComponentChildren;
}

export function Frame({ children, navigation, tools }: FrameProps) {
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
        {navigation}
        <div class="tools">{tools === undefined ? <AccountMenu user={null} /> : tools}</div>
      </header>
      {children}
      <KeyboardHelp />
      <OfflineBanner />
    </>
  );
}

function OfflineBanner() {
  const online = useOnline();
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
