/** Where everything lives, in Firestore and in Storage. Ownership is in the path. */

import { MAX_FILE_NAME_BYTES } from './limits.ts';

const UID = /^[A-Za-z0-9_:.@-]{1,128}$/;
const JOB_ID = /^[A-Za-z0-9_-]{20,40}$/;
/** Firestore refuses these as ids: a job with one could never be written, and its upload's event would come for ever. */
const RESERVED_ID = /^(\.{1,2}|__.*__)$/;
/** Whoever saves a file under its own name would leave the folder. */
const FOLDER_NAME = /^\.{1,2}$/;

/** Names one job: its owner and its id. */
export interface JobRef {
  readonly uid: string;
  readonly jobId: string;
}

export function isUid(value: unknown): value is string {
  return typeof value === 'string' && UID.test(value) && !RESERVED_ID.test(value);
}

/** 20 to 40 of A–Z a–z 0–9 `_` `-`, not `__…__`, made by the client before it uploads. */
export function isJobId(value: unknown): value is string {
  return typeof value === 'string' && JOB_ID.test(value) && !RESERVED_ID.test(value);
}

/** A fresh job id: 20 random characters, as Firestore's own ids. Needs Web Crypto, which browsers and Node have. */
export function newJobId(): string {
  return randomId(20);
}

/** A fresh share's id. It is a secret, and all that a link's holder has to show: 24 random characters, 142 bits. */
export function newShareId(): string {
  return randomId(24);
}

/** As a job's id. */
export function isShareId(value: unknown): value is string {
  return isJobId(value);
}

function randomId(length: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  let id = '';
  while (id.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(40))) {
      // 248 is the largest multiple of 62 in a byte: dropping the rest keeps every letter equally likely.
      if (byte < 248 && id.length < length) id += letters[byte % 62];
    }
  }
  return id;
}

/** `0001` for page 1: sorts as text in page order for every allowed page count. */
export function pageId(pageNumber: number): string {
  return String(pageNumber).padStart(4, '0');
}

// Firestore
export const jobsPath = (uid: string) => `users/${uid}/jobs`;
export const jobPath = (job: JobRef) => `${jobsPath(job.uid)}/${job.jobId}`;
export const pagesPath = (job: JobRef) => `${jobPath(job)}/pages`;
export const pagePath = (job: JobRef, pageNumber: number) => `${pagesPath(job)}/${pageId(pageNumber)}`;
export const eventsPath = (job: JobRef) => `${jobPath(job)}/events`;
export const correctionsPath = (job: JobRef) => `${jobPath(job)}/corrections`;
export const pageCorrectionsPath = (job: JobRef, pageNumber: number) => `${correctionsPath(job)}/${pageId(pageNumber)}`;
export const doubtsPath = (uid: string) => `users/${uid}/doubts`;
export const documentDoubtsPath = (job: JobRef) => `${doubtsPath(job.uid)}/${job.jobId}`;
export const sharesPath = (uid: string) => `users/${uid}/shares`;
export const sharePath = (uid: string, shareId: string) => `${sharesPath(uid)}/${shareId}`;
/** What an owner may use, as operators set it. */
export const ownerPath = (uid: string) => `owners/${uid}`;
/** What an owner used on one day (`2026-11-22`, UTC). */
export const allowancePath = (uid: string, day: string) => `${ownerPath(uid)}/days/${day}`;

// Storage
export const uploadsPath = (job: JobRef) => `uploads/${job.uid}/${job.jobId}`;
export const uploadPath = (job: JobRef, fileName: string) => `${uploadsPath(job)}/${fileName}`;
export const resultsPath = (job: JobRef) => `results/${job.uid}/${job.jobId}`;
export const resultPath = (job: JobRef, name: string) => `${resultsPath(job)}/${name}`;
export const pageImagePath = (job: JobRef, pageNumber: number) => resultPath(job, `pages/${pageId(pageNumber)}.webp`);
export const pageThumbnailPath = (job: JobRef, pageNumber: number) => resultPath(job, `pages/${pageId(pageNumber)}.thumb.webp`);
export const pageWordsPath = (job: JobRef, pageNumber: number) => resultPath(job, `pages/${pageId(pageNumber)}.json.gz`);

/** An upload's parts, or undefined for every object that is no upload (folders, results, deeper or malformed paths). */
export function parseUploadPath(name: string): (JobRef & { readonly fileName: string }) | undefined {
  const [root, uid, jobId, fileName, ...rest] = name.split('/');
  if (root !== 'uploads' || rest.length > 0 || !isUid(uid) || !isJobId(jobId)) return undefined;
  if (fileName === undefined || fileName === '' || FOLDER_NAME.test(fileName)) return undefined;
  if (new TextEncoder().encode(fileName).length > MAX_FILE_NAME_BYTES) return undefined;
  return { uid, jobId, fileName };
}
