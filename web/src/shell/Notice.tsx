import type { ComponentChildren } from 'preact';
import { words } from '../words/words.ts';
import { AlertIcon } from './icons.tsx';

interface NoticeProps {
  readonly tone: 'bad' | 'warn' | 'quiet';
  readonly children: ComponentChildren;
  readonly onRetry?: () => void;
  /** Spoken at once when it appears. */
  readonly urgent?: boolean;
}

/** A sentence about what went wrong and, where it helps, the way to try again. */
export function Notice({ tone, children, onRetry, urgent }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} {...(urgent ? { role: 'alert' } : {})}>
      {tone === 'quiet' ? null : <AlertIcon />}
      <div class="notice-text">{children}</div>
      {onRetry ? (
        <button type="button" class="button button-small" onClick={onRetry}>
          {words.tryAgain}
        </button>
      ) : null}
    </div>
  );
}
