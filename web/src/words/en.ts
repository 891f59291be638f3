/** Every visible word, in English. Another language is another file of this shape. */

import type { ErrorCode } from '../../../functions/src/contract/errors.ts';
import type { Language } from '../../../functions/src/contract/options.ts';
import type { JobStatus, JobStep, PageStatus } from '../../../functions/src/contract/states.ts';
import type { Failure } from '../firebase/failure.ts';

const count = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
const pages = (n: number) => count(n, 'page', 'pages');

export const en = {
  locale: 'en',
  product: 'Pagestream',
  skip: 'Skip to content',
  home: 'Pagestream, your documents',
  loading: 'Loading…',
  tryAgain: 'Try again',
  backToDocuments: 'All documents',

  /** Overrides of `contract/errors`, which holds the English sentences. */
  errors: {} as Partial<Record<ErrorCode, string>>,

  failures: {
    offline: 'There is no connection to the server. Check your network and try again.',
    denied: 'You are not allowed to do this with the account you are using. Sign out, sign in again and try once more.',
    missing: 'The file is no longer there.',
    file_unreadable: 'The browser could not read the file. If it was moved or is a folder, choose it again.',
    wrong_credentials: 'E-mail and password do not match an account. Check both, or create an account.',
    email_taken: 'There is an account with this e-mail already. Sign in instead.',
    bad_email: 'This is not a complete e-mail address.',
    weak_password: 'The password needs at least six characters.',
    too_many_tries: 'Too many attempts. Wait a few minutes and try again.',
    not_enabled: 'This way of signing in is switched off here. Choose another.',
    popup_closed: 'The Google window was closed before you had signed in.',
    popup_blocked: 'Your browser blocked the Google window. Allow pop-ups for this page and try again.',
    start_failed: 'Pagestream could not start. Check your network and try again.',
    unknown: 'Something went wrong on our side. Try again in a moment.',
  } satisfies Record<Failure, string>,

  offlineBanner: 'You are offline. What you see may be old; it updates by itself once you are back.',
  crashed: 'This screen failed',
  crashedText: 'Something in the page broke. Your documents are safe and go on being read.',
  reload: 'Reload',

  signIn: {
    title: 'Sign in',
    heading: 'Scans become text, page by page.',
    lead: 'Drop in a PDF or a photo. Read each page the moment it is done, and take the text with you.',
    withoutAccount: 'Continue without an account',
    withoutAccountHint: 'Your documents stay private to this browser, and are lost to you when you sign out.',
    withGoogle: 'Continue with Google',
    or: 'or with your e-mail',
    email: 'E-mail',
    password: 'Password',
    newPasswordHint: 'At least six characters.',
    submitSignIn: 'Sign in',
    submitCreate: 'Create account',
    toCreate: 'New here? Create an account',
    toSignIn: 'Have an account? Sign in',
    busy: 'One moment…',
  },

  account: {
    guest: 'No account',
    signOut: 'Sign out',
    leaveTitle: 'Leave without an account?',
    leaveText: 'You are here without an account. Once you sign out, nobody can open these documents again, not even you.',
    leave: 'Sign out and lose access',
    stay: 'Stay',
  },

  upload: {
    heading: 'Add documents',
    drop: 'Drop PDFs or images here',
    dropNow: 'Let go to add them',
    choose: 'Choose files',
    hint: 'PDF, PNG, JPEG, TIFF, WebP, GIF or BMP, up to 100 MB and 2,000 pages. You can also paste an image.',
    languages: 'Language of the text',
    language: { eng: 'English', deu: 'German' } satisfies Record<Language, string>,
    waiting: 'Waiting for its turn',
    sending: (percent: number) => `Uploading, ${percent} %`,
    sent: 'Uploaded, about to start',
    progressLabel: (name: string) => `Upload of ${name}`,
    cancel: 'Cancel',
    cancelLabel: (name: string) => `Cancel the upload of ${name}`,
    retryLabel: (name: string) => `Try again: ${name}`,
    dismiss: 'Dismiss',
    dismissLabel: (name: string) => `Dismiss ${name}`,
    indicator: (n: number, percent: number) => `Uploading ${count(n, 'file', 'files')}, ${percent} %`,
    failedIndicator: (n: number) => `${count(n, 'upload', 'uploads')} failed`,
    announceFailed: (name: string, sentence: string) => `${name}: ${sentence}`,
  },

  jobs: {
    title: 'Documents',
    heading: 'Documents',
    empty: 'Nothing here yet',
    emptyText: 'Documents you add appear here, newest first, and are read while you watch.',
    progressLabel: (name: string) => `Progress of ${name}`,
    onlyNewest: (n: number) => `The newest ${n} are shown.`,
  },

  job: {
    status: {
      queued: 'Queued',
      processing: 'Reading',
      completed: 'Done',
      completed_with_errors: 'Done, with gaps',
      failed: 'Failed',
      cancelled: 'Cancelled',
    } satisfies Record<JobStatus, string>,
    step: {
      validate: 'Checking the file',
      plan: 'Counting the pages',
      recognise: 'Reading',
      assemble: 'Putting the pages together',
      enrich: 'Finishing touches',
      done: 'Finishing',
    } satisfies Record<JobStep, string>,
    queued: 'Waiting to start',
    pages,
    readOf: (done: number, total: number) => `${done.toLocaleString('en')} of ${pages(total)} read`,
    failedPages: (n: number) => `${n.toLocaleString('en')} failed`,
    keptPages: (n: number) => `${pages(n)} kept`,
    failedPagesNote: (n: number) => `${pages(n)} could not be read. Everything else is complete, and the downloads hold it.`,
    optionInQuestion: (option: string) => `The option in question is “${option}”.`,
    progressLabel: 'Progress',
    reportId: (jobId: string) => `Job id: ${jobId}`,
    missing: 'No such document',
    missingText: 'It was deleted, belongs to another account, or the address is mistyped.',
    newer: 'Made by a newer version',
    newerText: 'This document was written by a newer version of Pagestream. Reload the page to get it.',
    result: { pdf: 'Searchable PDF', text: 'Text', json: 'JSON', manifest: 'Manifest' } as Readonly<Record<string, string>>,
    downloadLabel: (what: string) => `Download: ${what}`,
    downloading: 'Fetching…',
    downloadsSoon: 'Downloads are ready when the last page is done.',
    took: (seconds: string) => `read in ${seconds} s`,
    sure: (percent: number) => `${percent} % sure`,
  },

  page: {
    heading: (n: number) => `Page ${n.toLocaleString('en')}`,
    listHeading: 'Pages',
    status: {
      pending: 'Waiting',
      processing: 'Reading…',
      completed: 'Done',
      failed: 'Failed',
      cancelled: 'Not read',
    } satisfies Record<PageStatus, string>,
    secondAttempt: (n: number) => `Reading, attempt ${n}…`,
    cancelled: 'The job was cancelled before this page was read.',
    noText: 'No text on this page.',
    truncated: 'This page is very long; its text is cut here. The downloads hold all of it.',
    copy: 'Copy',
    copyLabel: (n: number) => `Copy the text of page ${n}`,
    copied: 'Copied',
    copyFailed: 'The browser did not allow copying. Select the text instead.',
    image: (n: number) => `Image of page ${n}`,
    enlarge: (n: number) => `Enlarge the image of page ${n}`,
    imageFailed: 'The page image could not be fetched.',
    close: 'Close',
    sure: (percent: number) => `${percent} % sure`,
    sureHint: { high: 'reads clearly', middle: 'check a few words', low: 'check against the image' },
    first: 'The first page appears here as soon as it is read.',
    none: 'There are no pages.',
    window: (first: number, last: number, total: number) =>
      `Pages ${first.toLocaleString('en')}–${last.toLocaleString('en')} of ${total.toLocaleString('en')}`,
    previousWindow: 'Earlier',
    nextWindow: 'Later',
    goTo: 'Go to page',
    go: 'Go',
    keys: 'In the text, J and K move to the next and the previous page.',
  },

  announce: {
    queued: 'Waiting to start.',
    reading: (done: number, total: number) => `${done.toLocaleString('en')} of ${pages(total)} read.`,
    completed: (n: number) => `Done. ${pages(n)} read.`,
    completedWithErrors: (done: number, failed: number) => `Done. ${pages(done)} read, ${failed.toLocaleString('en')} failed.`,
    cancelled: 'Cancelled.',
  },

  nowhere: { title: 'Not found', heading: 'Nothing at this address', text: 'The address may be mistyped.' },
};

export type Words = typeof en;
