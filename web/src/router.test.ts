import { describe, expect, it } from 'vitest';
import { newJobId } from '../../functions/src/contract/paths.ts';
import { jobAddress, operationsJobAddress, operationsOwnerAddress, routeOf } from './router.ts';

describe('the address', () => {
  it('of a job leads to the job', () => {
    const jobId = newJobId();
    expect(routeOf(jobAddress(jobId))).toEqual({ screen: 'job', jobId });
    expect(routeOf(`${jobAddress(jobId)}/`)).toEqual({ screen: 'job', jobId });
  });

  it('of operations leads there, to one job’s timeline and to one owner’s limits', () => {
    const job = { uid: 'someone@example.com', jobId: newJobId() };
    expect(routeOf('/operations')).toEqual({ screen: 'operations', place: { kind: 'overview' } });
    expect(routeOf(operationsJobAddress(job))).toEqual({ screen: 'operations', place: { kind: 'job', job } });
    expect(routeOf(operationsOwnerAddress(job.uid))).toEqual({ screen: 'operations', place: { kind: 'owner', uid: job.uid } });
    for (const path of ['/operations/owners/', '/operations/jobs/someone/short', '/operations/elsewhere'])
      expect(routeOf(path)).toEqual({ screen: 'nowhere' });
  });

  it.each(['/jobs', '/jobs/short', `/jobs/${'A'.repeat(20)}/pages`, '/elsewhere'])('%s leads nowhere', (path) => {
    expect(routeOf(path)).toEqual({ screen: 'nowhere' });
  });
});
