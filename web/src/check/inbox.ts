/**
 * The words to check, one after the other: what is asked next, what was answered, what was put aside. The server's list follows the
 * answers some seconds later; until then an answered word that is still on it is not asked again. Pure.
 */

import type { DocumentDoubts, DoubtfulWord } from '../../../functions/src/contract/documents.ts';
import type { Failure } from '../firebase/failure.ts';

export interface Doubt extends DoubtfulWord {
  readonly key: string;
  readonly jobId: string;
  /** The document's name. */
  readonly name: string;
}

export interface Answer {
  readonly doubt: Doubt;
  /** What it says; what was read: it was read well; empty: there is no word. */
  readonly text: string;
}

export interface Inbox {
  /** As the server has them, the worst first. */
  readonly listed: readonly Doubt[];
  /** In the order in which they were given. */
  readonly answers: readonly Answer[];
  /** Put aside; they come last. */
  readonly skipped: readonly string[];
  /** What is asked. It stays while the list changes: somebody is typing. */
  readonly current: Doubt | null;
  /** Words that come again: taken back, or not saved. The server may have dropped them from its list. */
  readonly again: readonly Doubt[];
  readonly trouble: { readonly doubt: Doubt; readonly failure: Failure } | null;
}

export const EMPTY_INBOX: Inbox = { listed: [], answers: [], skipped: [], current: null, again: [], trouble: null };

export function doubtsOf(documents: readonly DocumentDoubts[]): readonly Doubt[] {
  return documents
    .flatMap(({ jobId, name, words }) =>
      words.map((word): Doubt => ({ ...word, jobId, name, key: [jobId, word.pageNumber, ...word.box].join(' ') })),
    )
    .sort((a, b) => a.confidence - b.confidence);
}

/** What is still to be asked, in this order; the current one first. */
export function upcoming({ listed, answers, skipped, current, again }: Inbox): readonly Doubt[] {
  const answered = new Set(answers.map(({ doubt }) => doubt.key));
  const open = new Map([...again, ...listed].filter(({ key }) => !answered.has(key)).map((doubt) => [doubt.key, doubt]));
  const first = current !== null && open.has(current.key) ? [current] : [];
  const aside = skipped.flatMap((key) => open.get(key) ?? []);
  const rest = [...open.values()].filter(({ key }) => !skipped.includes(key));
  return [...new Map([...first, ...rest, ...aside].map((doubt) => [doubt.key, doubt])).values()];
}

/** The first of those that are left is asked. */
function ask(inbox: Inbox): Inbox {
  return { ...inbox, current: upcoming({ ...inbox, current: null })[0] ?? null };
}

export function listArrived(inbox: Inbox, documents: readonly DocumentDoubts[]): Inbox {
  const next = { ...inbox, listed: doubtsOf(documents) };
  const { current } = next;
  return current !== null && upcoming(next).some(({ key }) => key === current.key) ? next : ask(next);
}

export function answered(inbox: Inbox, doubt: Doubt, text: string): Inbox {
  const { answers, skipped, again, trouble } = inbox;
  return ask({
    ...inbox,
    answers: [...answers, { doubt, text }],
    skipped: skipped.filter((key) => key !== doubt.key),
    again: again.filter(({ key }) => key !== doubt.key),
    trouble: trouble?.doubt.key === doubt.key ? null : trouble,
  });
}

export function putAside(inbox: Inbox, doubt: Doubt): Inbox {
  const skipped = [...inbox.skipped.filter((key) => key !== doubt.key), doubt.key];
  return ask({ ...inbox, skipped });
}

/** Asks for a word out of its turn. */
export function asked(inbox: Inbox, doubt: Doubt): Inbox {
  return { ...inbox, current: doubt, skipped: inbox.skipped.filter((key) => key !== doubt.key) };
}

/** The last answer is taken back: its word is asked again. */
export function takenBack(inbox: Inbox): Inbox {
  const last = inbox.answers.at(-1);
  if (last === undefined) return inbox;
  return { ...inbox, answers: inbox.answers.slice(0, -1), again: [last.doubt, ...inbox.again], current: last.doubt };
}

/** An answer could not be saved: its word comes next, after the one that is being looked at. */
export function notSaved(inbox: Inbox, doubt: Doubt, failure: Failure): Inbox {
  const answers = inbox.answers.filter((answer) => answer.doubt.key !== doubt.key);
  // It was taken back meanwhile.
  if (answers.length === inbox.answers.length) return { ...inbox, trouble: { doubt, failure } };
  const next = { ...inbox, answers, again: [doubt, ...inbox.again], trouble: { doubt, failure } };
  return next.current === null ? ask(next) : next;
}
