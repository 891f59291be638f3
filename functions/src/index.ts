export { acceptUpload } from './triggers/acceptUpload.ts';
export { finishJob } from './triggers/finishJob.ts';
export { recognisePages } from './triggers/recognisePages.ts';
