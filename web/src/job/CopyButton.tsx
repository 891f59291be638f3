import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { CheckIcon, CopyIcon } from '../shell/icons.tsx';
import { words } from '../words/words.ts';
import { copyText } from './copy.ts';

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => Promise<string>;
  readonly children: ComponentChildren;
}

export function CopyButton({ label, text, children }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), outcome === 'copied' ? 2000 : 8000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await copyText(text());
      setOutcome('copied');
    } catch {
      // Not a secure context, not allowed, or the text could not be fetched: it can still be selected by hand.
      setOutcome('refused');
    }
  };
  // What is seen on a button is part of its name.
  const name = outcome === 'copied' ? undefined : label;
  return (
    <div class="copy">
      <button type="button" class="button button-quiet button-small" aria-label={name} onClick={() => void copy()}>
        {outcome === 'copied' ? <CheckIcon /> : <CopyIcon />} {outcome === 'copied' ? words.page.copied : children}
      </button>
      <span role="status" class={outcome === 'refused' ? 'hint' : 'visually-hidden'}>
        {outcome === 'copied' ? words.page.copied : outcome === 'refused' ? words.page.copyFailed : ''}
      </span>
    </div>
  );
}
