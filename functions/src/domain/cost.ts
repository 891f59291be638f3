/** What a job costs at list price: an estimate for comparing jobs and days, not a bill. */

/** Cloud Run functions, request-based billing, tier 1 regions, US dollars. */
const USD_PER_VCPU_SECOND = 0.000024;
const USD_PER_GIB_SECOND = 0.0000025;
/** Firestore and Storage operations of one page: about 10 reads and 5 writes of documents (`npm run load`), 3 writes of objects. */
const USD_PER_PAGE_OPERATIONS = (10 * 0.03 + 5 * 0.09 + 3 * 0.5) / 100_000;

export interface WorkerSize {
  readonly vcpus: number;
  readonly memoryGib: number;
}

/** @param workerMs the sum of the time that workers spent on the job's pages */
export function costOf(workerMs: number, pages: number, worker: WorkerSize): number {
  const seconds = workerMs / 1000;
  const compute = seconds * (worker.vcpus * USD_PER_VCPU_SECOND + worker.memoryGib * USD_PER_GIB_SECOND);
  return Number((compute + pages * USD_PER_PAGE_OPERATIONS).toFixed(6));
}
