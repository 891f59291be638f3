/** One file on its way up: what it is, how it stands, what is asked about it, and what can be done. */

import type { ComponentChildren } from 'preact';
import { jobAddress } from '../router.ts';
import { useRoom } from '../shell/context.ts';
import { AlertIcon, ClockIcon, CrossIcon, PauseIcon, PlayIcon } from '../shell/icons.tsx';
import { Link } from '../shell/Link.tsx';
import { UploadProgress } from '../shell/Progress.tsx';
import { locale, words } from '../words/words.ts';
import { uploadFacts, uploadLine } from './line.ts';
import type { Question } from './questions.ts';
import type { Upload } from './queue.ts';

const text = words.upload;

export function UploadRow({ upload }: { upload: Upload }) {
  const { jobId, fileName, state } = upload;
  const bad = state.kind === 'failed' || state.kind === 'refused';
  const asks = state.kind === 'asking';
  const line = uploadLine(upload, words);
  return (
    <>
      <span class={`mark mark-${bad ? 'bad' : asks ? 'warn' : 'quiet'}`}>{bad || asks ? <AlertIcon /> : <ClockIcon />}</span>
      <div class="row-text">
        {bad || asks ? (
          <span class="row-name">{fileName}</span>
        ) : (
          <Link to={jobAddress(jobId)} class="row-name">
            {fileName}
          </Link>
        )}
        {line === '' ? null : (
          <p class="row-line">
            <span class={bad ? 'tone-bad' : ''}>{line}</span>
            {state.kind === 'refused' ? ` ${text.notSent}` : ''}
          </p>
        )}
        <p class="row-line">{uploadFacts(upload, words, locale)}</p>
        {asks ? <Questions questions={state.questions} /> : null}
      </div>
      <UploadButtons upload={upload} />
      {state.kind === 'sending' || state.kind === 'paused' ? (
        <UploadProgress fraction={state.fraction} label={text.progressLabel(fileName)} />
      ) : null}
    </>
  );
}

export function Questions({ questions }: { questions: readonly Question[] }) {
  return (
    <ul class="questions">
      {questions.map((question) => (
        <li key={question.kind}>{sentenceOf(question)}</li>
      ))}
    </ul>
  );
}

function sentenceOf(question: Question): ComponentChildren {
  switch (question.kind) {
    case 'duplicate':
      return (
        <>
          {question.inTrash ? text.question.duplicateInTrash : text.question.duplicate}{' '}
          <Link to={jobAddress(question.jobId)}>{question.name}</Link>
        </>
      );
    case 'long':
      return text.question.long(question.pages);
    case 'many':
      return text.question.many(question.files);
    case 'wished':
      return text.question.wished;
  }
}

export function UploadButtons({ upload: { jobId, fileName, state } }: { upload: Upload }) {
  const { queue } = useRoom();
  const again = state.kind === 'asking' && state.questions.some(({ kind }) => kind === 'duplicate');
  return (
    <div class="row-actions">
      {state.kind === 'asking' ? (
        <button
          type="button"
          class="button button-small button-primary"
          aria-label={again ? `${text.startAnyway}: ${fileName}` : text.startLabel(fileName)}
          onClick={() => queue.start(jobId)}
        >
          {again ? text.startAnyway : text.start}
        </button>
      ) : null}
      {state.kind === 'refused' && !state.certain ? (
        <button
          type="button"
          class="button button-small"
          aria-label={text.sendAnywayLabel(fileName)}
          onClick={() => queue.start(jobId)}
        >
          {text.sendAnyway}
        </button>
      ) : null}
      {state.kind === 'failed' ? (
        <button
          type="button"
          class="button button-small"
          aria-label={text.retryLabel(fileName)}
          onClick={() => queue.retry(jobId)}
        >
          {words.tryAgain}
        </button>
      ) : null}
      {state.kind === 'sending' || state.kind === 'waiting' ? (
        <IconButton key={HOLD} label={text.pauseLabel(fileName)} title={text.pause} onClick={() => queue.pause(jobId)}>
          <PauseIcon />
        </IconButton>
      ) : null}
      {state.kind === 'paused' ? (
        <IconButton key={HOLD} label={text.resumeLabel(fileName)} title={text.resume} onClick={() => queue.resume(jobId)}>
          <PlayIcon />
        </IconButton>
      ) : null}
      {state.kind === 'sent' ? null : <RemoveButton jobId={jobId} fileName={fileName} kind={state.kind} />}
    </div>
  );
}

/** Pausing and going on are one button, which keeps the focus. */
const HOLD = 'hold';

function RemoveButton({ jobId, fileName, kind }: { jobId: string; fileName: string; kind: Upload['state']['kind'] }) {
  const { queue } = useRoom();
  const [label, title] =
    kind === 'failed' || kind === 'refused'
      ? [text.dismissLabel(fileName), text.dismiss]
      : kind === 'asking'
        ? [text.leaveOutLabel(fileName), text.leaveOut]
        : [text.cancelLabel(fileName), text.cancel];
  return (
    <IconButton label={label} title={title} onClick={() => queue.remove(jobId)}>
      <CrossIcon />
    </IconButton>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly title: string;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}

function IconButton({ label, title, onClick, children }: IconButtonProps) {
  return (
    <button type="button" class="button button-quiet button-small button-icon" aria-label={label} title={title} onClick={onClick}>
      {children}
    </button>
  );
}
