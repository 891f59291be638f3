/** A document of a few drawn pages, as it would have been read: something to open, correct, search and check without an engine. */

import type { PageWords } from '../../functions/src/contract/documents.ts';
import { type JobRef, pageImagePath, pageWordsPath, resultPath } from '../../functions/src/contract/paths.ts';
import { nameOf } from '../../functions/src/contract/titles.ts';
import type { SuiteAddresses } from '../../suite/suiteAddresses.ts';
import { drawnPage, wordsOfDrawnPage } from './drawnPage.ts';
import { changeWords, seedDocument, seedDoubts, seededJob, seededPage, seedFile } from './seed.ts';

/** The first words of each page: they may be wrong. */
export const DOUBTFUL_WORDS = 3;
const DOUBT = 40;

/** Its first words are also among the words to check. One with gaps has none for its third page, which failed. */
export async function seedBook(
  suite: SuiteAddresses,
  ref: JobRef,
  total: number,
  changed: Parameters<typeof seededJob>[2] = {},
): Promise<PageWords> {
  const drawn = wordsOfDrawnPage();
  const words: PageWords = {
    ...drawn,
    words: drawn.words.map(([text, sure, ...box], i) => [text, i < DOUBTFUL_WORDS ? DOUBT : sure, ...box]),
  };
  const artefacts = { image: pageImagePath(ref, 1), words: pageWordsPath(ref, 1), thumbnail: pageImagePath(ref, 1) };
  const results = { text: resultPath(ref, 'document.txt') };
  await seedFile(suite, artefacts.image, 'image/webp', await drawnPage());
  await changeWords(suite, ref, 1, words);
  await seedFile(suite, results.text, 'text/plain', Array.from({ length: total }, () => `${words.text}\n`).join('\f'));
  const job = seededJob(ref, total, { results, ...changed });
  const failed = job.status === 'completed_with_errors' ? 3 : 0;
  await seedDocument(
    suite,
    job,
    Array.from({ length: total }, (_, i) =>
      i + 1 === failed
        ? seededPage(failed, { status: 'failed', text: '', confidence: null, error: { code: 'OCR_FAILED', retryable: true } })
        : seededPage(i + 1, { text: words.text, artefacts, width: words.width, height: words.height }),
    ),
  );
  await seedDoubts(suite, ref.uid, {
    ...{ jobId: ref.jobId, name: nameOf(job), lowest: DOUBT, updatedAt: new Date() },
    words: words.words.slice(0, DOUBTFUL_WORDS).map(([text, confidence, ...box]) => ({ pageNumber: 1, text, confidence, box })),
  });
  return words;
}
