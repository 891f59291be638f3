import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { Notice } from '../shell/Notice.tsx';
import { errorSentence, words } from '../words/words.ts';
import { quotaSentence } from './view.ts';

/** Why a document was not read. Spoken: nothing else on its screen says so. */
export function Failed({ job }: { job: JobDocument }) {
  const code = job.error?.code ?? 'UNKNOWN';
  return (
    <Notice tone="bad" urgent>
      <strong>{errorSentence(code)}</strong>
      {job.error?.quota === undefined ? null : <p>{quotaSentence(job.error.quota, words, new Date())}</p>}
      {job.error?.option === undefined ? null : <p>{words.job.optionInQuestion(job.error.option)}</p>}
      <p class="hint">{words.job.reportId(job.jobId)}</p>
    </Notice>
  );
}
