/** What a file on its way up says of itself. Pure. */

import { isAuto, pagesText } from '../../../functions/src/contract/options.ts';
import { sizeText } from '../jobs/view.ts';
import type { Words } from '../words/en.ts';
import { errorSentence, failureSentence, words as ownWords } from '../words/words.ts';
import type { Upload } from './queue.ts';
import type { Wishes } from './wishes.ts';

/** How it stands. */
export function uploadLine({ state }: Upload, words: Words = ownWords): string {
  switch (state.kind) {
    case 'looking':
      return words.upload.looking;
    case 'asking':
      // The questions stand below.
      return '';
    case 'waiting':
      return words.upload.waiting;
    case 'sending':
      return words.upload.sending(Math.floor(state.fraction * 100));
    case 'paused':
      return words.upload.paused(Math.floor(state.fraction * 100));
    case 'sent':
      return words.upload.sent;
    case 'refused':
      return errorSentence(state.code, words);
    case 'failed':
      return failureSentence(state.failure, words);
  }
}

/** What it is and what will be done with it: "PDF · 2.1 MB · 12 pages in German and English". */
export function uploadFacts(
  { fileType, sizeBytes, pages, languages, range = null, state }: Upload,
  words: Words,
  locale: string,
): string {
  const facts = [...(fileType === null ? [] : [words.upload.fileType[fileType]]), sizeText(sizeBytes, locale)];
  if (fileType !== null && state.kind !== 'refused') {
    facts.push(isAuto(languages) ? words.upload.planFindOut(pages) : words.upload.plan(pages, languagesText(languages, words)));
  }
  if (range !== null) facts.push(words.upload.onlyPages(pagesText(range)));
  return facts.join(' · ');
}

export function wishesLine({ languages, mode, model, pages, outputs }: Wishes, words: Words): string {
  const unusual = [
    ...(model === 'fast' ? [] : [words.upload.accurately]),
    ...(pages === null ? [] : [words.upload.onlyPages(pagesText(pages))]),
  ];
  return [words.upload.optionsLine(languagesText(languages, words), words.upload.modes[mode], outputs.length), ...unusual].join(
    ' · ',
  );
}

function languagesText(languages: Wishes['languages'], words: Words): string {
  const names = languages.map((language) => words.upload.language[language]);
  return new Intl.ListFormat(words.locale, { type: 'conjunction' }).format(names);
}
