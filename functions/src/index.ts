export { acceptUpload } from './triggers/acceptUpload.ts';
export { correctPage } from './triggers/correctPage.ts';
export { exportJob } from './triggers/exportJob.ts';
export { finishJob } from './triggers/finishJob.ts';
export { cancelJob, deleteJob, renameJob, restoreJob, retryJob, trashJob } from './triggers/jobCalls.ts';
export { setOwner, setPipelineMode, sweep, sweepEveryMinute } from './triggers/operations.ts';
export { recognisePages, recognisePriorityPages } from './triggers/recognisePages.ts';
export { openShare, revokeShare, shareJob } from './triggers/shareCalls.ts';
