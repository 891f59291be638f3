/** What the parts of the reading view share. */

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import type { Store } from '../firebase/ports.ts';
import type { Fix } from './corrected.ts';
import type { Drafts } from './drafts.ts';
import type { Files } from './files.ts';
import type { Layout } from './preferences.ts';

/** What the reading view needs of a store; a visitor's may be another one than an owner's. */
export type ReadingStore = Pick<Store, 'watchPages' | 'watchCorrections' | 'readFile' | 'call'>;

export interface Reading {
  readonly job: JobRef;
  /** Nothing can be corrected. */
  readonly readOnly: boolean;
  readonly files: Files;
  readonly layout: Layout;
  /** What is looked for; empty for nothing. */
  readonly query: string;
  readonly currentHit: { readonly pageNumber: number; readonly nth: number } | null;
  /** Corrections that are on their way to the server. */
  readonly fixesOf: (pageNumber: number) => readonly Fix[];
  readonly fix: (pageNumber: number, fixes: readonly Fix[]) => void;
  readonly drafts: Drafts;
  /** A page's text with what was put right on it, for whoever looks for something in the document. */
  readonly noteText: (pageNumber: number, text: string, stored: string) => void;
  /** For a page that failed; null where it cannot be read again. */
  readonly readAgain: (() => void) | null;
  /** What the button for that says: it takes all pages that are missing. */
  readonly retryText: string;
}

export const ReadingContext = createContext<Reading | null>(null);

export function useReading(): Reading {
  const reading = useContext(ReadingContext);
  if (reading === null) throw new Error('this is a part of the reading view');
  return reading;
}

/** Wide enough for the list of pages beside the pages, and for an image beside its text. */
export const WIDE = '(width >= 56rem)';
