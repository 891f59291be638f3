/** Numbers that clients, rules and functions share. `storage.rules` repeats some; a test compares them. */

/** Largest upload, in bytes. */
export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;
/** Most pages of one document. */
export const MAX_PAGES = 2000;
/** Most pixels of one image or of one drawn page (width × height). Larger images are refused before they are decoded. */
export const MAX_PAGE_PIXELS = 100_000_000;
/** Longest file name in an upload path, in UTF-8 bytes. */
export const MAX_FILE_NAME_BYTES = 255;
/** Length of a page's text, in UTF-16 units, from which the page document holds a cut text and `textTruncated: true`. */
export const MAX_PAGE_TEXT_LENGTH = 200_000;
/** Most languages of one job. */
export const MAX_LANGUAGES = 4;
/** Longest time that an upload may ask to be kept, in days. */
export const MAX_RETENTION_DAYS = 3650;
/** Shortest time between two writes of progress to one job document, in milliseconds. */
export const PROGRESS_INTERVAL_MS = 1000;
/**
 * Words read with less confidence (0–100) than this may well be wrong: what people check first. Calibrated by the bench's section
 * `confidence`: of all sets' words 4 % are marked, 65 % of these are wrong, and of the wrong words 55 % are marked.
 * Anything from 60 to 75 serves about as well.
 */
export const LOW_CONFIDENCE = 70;

/** Characters of a document's name. */
export const MAX_TITLE_LENGTH = 200;

/** Days that a document stays in the trash. */
export const TRASH_DAYS = 30;

/** Days for which a document can be shared at once. */
export const MAX_SHARE_DAYS = 365;

/** Most pages a day that operators can allow an owner. */
export const MAX_PAGES_PER_DAY = 10_000_000;

/** Most bytes a day that operators can allow an owner. */
export const MAX_BYTES_PER_DAY = 10_000_000_000_000;

/** Most jobs at once that operators can allow an owner. */
export const MAX_ACTIVE_JOBS = 100_000;

/** Words that one call can put right. */
export const MAX_CORRECTIONS_PER_CALL = 200;

/** Words that can be put right on one page; fewer when they are so long that its document would come near Firestore’s 1 MiB. */
export const MAX_CORRECTIONS_PER_PAGE = 2000;

/** Characters of one corrected word, blanks included. */
export const MAX_CORRECTION_LENGTH = 200;

/** Doubtful words that are listed of one document. */
export const MAX_DOUBTS = 50;
