/** What Storage holds of a page. */

import type { PageArtefacts } from '../contract/documents.ts';
import { type JobRef, pageImagePath, pageThumbnailPath, pageWordsPath } from '../contract/paths.ts';
import type { Digest, Page } from './model.ts';

const TYPES = { image: 'image/webp', words: 'application/gzip', thumbnail: 'image/webp' } as const;
export const ARTEFACTS = Object.keys(TYPES) as (keyof PageArtefacts)[];

/** The type of an artefact of a page with these warnings. */
export function artefactType(what: keyof PageArtefacts, warnings: Page['warnings']): string {
  return what === 'image' && warnings.includes('IMAGE_NOT_SHRUNK') ? 'image/png' : TYPES[what];
}

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

/** Those that a page has, in the order of the manifest; a page may lack its thumbnail. */
export function filesOf({ artefacts, digests, warnings }: Pick<Page, 'artefacts' | 'digests' | 'warnings'>): readonly PageFile[] {
  if (artefacts === null || digests === null) return [];
  return ARTEFACTS.flatMap((what) => {
    const [path, digest] = [artefacts[what], digests[what]];
    return path === null || digest === null ? [] : [{ path, contentType: artefactType(what, warnings), digest }];
  });
}
