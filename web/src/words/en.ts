/** Every visible word, in English. Another language is another file of this shape. */

import type { ErrorCode, WarningCode } from '../../../functions/src/contract/errors.ts';
import type { AUTO, Language, Mode, Output } from '../../../functions/src/contract/options.ts';
import type { JobStatus, JobStep, PageStatus } from '../../../functions/src/contract/states.ts';
import type { Failure } from '../firebase/failure.ts';
import type { Layout } from '../job/preferences.ts';

/** Made once: long documents have hundreds of numbers, and making a format is what takes time. */
const numbers = new Intl.NumberFormat('en');
const count = (n: number, one: string, many: string) => `${numbers.format(n)} ${n === 1 ? one : many}`;
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
  /** The same of warnings. */
  warnings: {} as Partial<Record<WarningCode, string>>,

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
    not_now: 'This is not possible in the state that the document is in now.',
    exhausted: 'Your allowance is used up for now.',
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
    language: {
      auto: 'Find out',
      eng: 'English',
      deu: 'German',
      fra: 'French',
      spa: 'Spanish',
      ita: 'Italian',
      por: 'Portuguese',
      nld: 'Dutch',
      pol: 'Polish',
      rus: 'Russian',
      ell: 'Greek',
      ara: 'Arabic',
      hin: 'Hindi',
      chi_sim: 'Chinese (simplified)',
      jpn: 'Japanese',
      kor: 'Korean',
    } satisfies Record<Language | (typeof AUTO)[number], string>,
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

  search: { title: 'Search' },
  check: { title: 'Words to check' },
  operations: { title: 'Operations' },
  shared: { title: 'Shared document' },
  tray: {},

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
    result: {
      text: 'Text',
      md: 'Markdown',
      pdf: 'Searchable PDF',
      pdfa: 'PDF/A',
      json: 'JSON',
      hocr: 'hOCR',
      alto: 'ALTO',
      manifest: 'Manifest',
    } satisfies Record<Output | 'manifest', string> as Readonly<Record<string, string>>,
    downloadLabel: (what: string) => `Download: ${what}`,
    downloading: 'Fetching…',
    downloadsSoon: 'Downloads are ready when the last page is done.',
    downloadsFollow: 'The downloads are being brought up to date with your corrections.',
    took: (seconds: string) => `read in ${seconds} s`,
    sure: (percent: number) => `${percent} % sure`,
  },

  page: {
    heading: (n: number) => `Page ${numbers.format(n)}`,
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
    scan: (n: number) => `Scan of page ${n}`,
    image: (n: number) => `Image of page ${n}`,
    imageFailed: 'The page image could not be fetched.',
    wordsFailed: 'The words of this page could not be fetched, so none can be marked or corrected.',
    turn: (n: number) => `Turn page ${n} by 90°`,
    turnHint: 'Turn the view by 90°',
    sure: (percent: number) => `${percent} % sure`,
    sureHint: { high: 'reads clearly', middle: 'check a few words', low: 'check against the image' },
    of: (total: number) => `of ${total.toLocaleString('en')}`,
    goTo: 'Go to page',
    go: 'Go',
    keys: 'J and K: next and previous page. /: find.',
  },

  reading: {
    layout: 'What is shown',
    layouts: { image: 'Scan', both: 'Both', text: 'Text' } satisfies Record<Layout, string>,
    zoom: 'Size of the scan',
    smaller: 'Smaller',
    larger: 'Larger',
    percent: (percent: number) => `${percent} %`,
    fitPage: 'Fit page',
    fitWidth: 'Fit width',
    marks: 'Mark words to check',
    marksHint: 'Mark words that may be wrong',
    copyAll: 'Copy all',
    copyAllLabel: 'Copy all of the document',
  },

  find: {
    label: 'Find in this document',
    placeholder: 'Find',
    previous: 'Previous hit',
    next: 'Next hit',
    results: 'Hits',
    count: (at: number, total: number, more: boolean) => {
      if (total === 0) return 'No hits';
      const all = more ? `${total.toLocaleString('en')} or more` : total.toLocaleString('en');
      return at > 0 ? `${at.toLocaleString('en')} of ${all}` : `${all} ${total === 1 ? 'hit' : 'hits'}`;
    },
    nothing: 'Nothing found. Letters with and without accents are the same here, as are capitals and small letters.',
    partial: 'Only pages seen so far are searched: the document’s text is complete when the last page is done.',
    listed: (n: number) => `The first ${n} hits are listed. Next and previous reach all of them.`,
  },

  correct: {
    toCheck: (n: number) => `${count(n, 'word', 'words')} to check`,
    corrected: (n: number) => `${n.toLocaleString('en')} corrected`,
    allChecked: 'All words checked',
    listLabel: (n: number) => `Words of page ${n} to check or corrected`,
    noWord: (was: string) => `“${was}” (no word)`,
    correctedLabel: (text: string, was: string) => `${text}, corrected, read as ${was}`,
    checkedLabel: (text: string) => `${text}, checked`,
    editorLabel: (text: string) => `Correct “${text}”`,
    wordLabel: 'What the word says',
    cutOut: 'The word on the scan',
    keys: (left: number) => (left > 0 ? `Enter saves, Esc leaves, Tab: next of ${left} more` : 'Enter saves, Esc leaves'),
    by: (owner: boolean, when: string, was: string) =>
      `${owner ? 'Corrected' : 'Corrected by an operator'}, ${when}. Read as “${was}”.`,
    save: 'Save',
    undo: 'Undo',
    leave: 'Cancel',
    editText: (n: number) => `Edit the text of page ${n}`,
    editTextHint: 'Edit this page’s text',
    textLabel: (n: number) => `Text of page ${n}`,
    textHint: 'What you change becomes corrections of single words. Lines stay as they are on the page. Ctrl and Enter saves.',
    saveText: 'Save text',
    noWordToHold: 'Nothing was read on this page, so there is no word to correct.',
    tooMany: (n: number, most: number) => `These are ${n} changed words; ${most} can be saved at once. Save in parts.`,
    tooLong: 'One word became too long. Put what you add beside several words.',
    failed: (n: number) => `The correction on page ${n} was not saved, and is taken back.`,
  },

  follow: {
    left: (seconds: number) =>
      seconds < 45
        ? 'less than a minute left'
        : `about ${count(Math.max(1, Math.round(seconds / 60)), 'minute', 'minutes')} left`,
    silence: (seconds: number) =>
      `No sign of life for ${seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} minutes`}. Work that got lost is taken up again by itself; you can also cancel and retry.`,
    cancel: 'Cancel',
    cancelling: 'Stopping. Pages that are being read are finished first.',
    retryPage: 'Read this page again',
    retryFailed: (n: number) => (n === 1 ? 'Read 1 page again' : `Read ${n.toLocaleString('en')} pages again`),
    retryAll: 'Try again',
    retryOtherwise: 'Read again with other options…',
    retryTitle: 'Read again',
    retryScope: 'Pages',
    scopeFailed: (n: number) => `Only those that are missing (${n.toLocaleString('en')})`,
    scopeAll: (n: number) => `All ${pages(n)}`,
    retryMode: 'Text that pages hold already',
    mode: { auto: 'Use it when it is good', force: 'Read every page', skip: 'Use it always' } satisfies Record<Mode, string>,
    retryHint: 'Your corrections stay: they are found again by their place.',
    retryLeave: 'Leave it',
    retryStart: 'Read again',
    warningOnPage: (n: number, sentence: string) => `Page ${n}: ${sentence}`,
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
