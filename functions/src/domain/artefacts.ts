/** What Storage holds of a page. */

import type { PageArtefacts } from '../contract/documents.ts';
import { type JobRef, pageImagePath, pageThumbnailPath, pageWordsPath } from '../contract/paths.ts';
import type { Digest, Page } from './model.ts';

export const ARTEFACT_TYPES = { image: 'image/webp', words: 'application/gzip', thumbnail: 'image/webp' } as const;
export const ARTEFACTS = Object.keys(ARTEFACT_TYPES) as (keyof PageArtefacts)[];

/** Where a page's artefacts are written. */
export function artefactPaths(job: JobRef, pageNumber: number) {
  return {
    image: pageImagePath(job, pageNumber),
    words: pageWordsPath(job, pageNumber),
    thumbnail: pageThumbnailPath(job, pageNumber),
  } as const satisfies PageArtefacts;
}

export interface PageFile {
  readonly path: string;
  readonly contentType: string;
  readonly digest: Digest;
}

/** Those that a page has, in the order of the manifest; an older page may lack its thumbnail. */
export function filesOf({ artefacts, digests }: Pick<Page, 'artefacts' | 'digests'>): readonly PageFile[] {
  if (artefacts === null || digests === null) return [];
  return ARTEFACTS.flatMap((what) => {
    const [path, digest] = [artefacts[what], digests[what]];
    return path === null || digest === null ? [] : [{ path, contentType: ARTEFACT_TYPES[what], digest }];
  });
}
