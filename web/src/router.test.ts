import { describe, expect, it } from 'vitest';
import { newJobId } from '../../functions/src/contract/paths.ts';
import { jobAddress, routeOf } from './router.ts';

describe('the address', () => {
  it('of a job leads to the job', () => {
    const jobId = newJobId();
    expect(routeOf(jobAddress(jobId))).toEqual({ screen: 'job', jobId });
    expect(routeOf(`${jobAddress(jobId)}/`)).toEqual({ screen: 'job', jobId });
  });

  it.each(['/jobs', '/jobs/short', `/jobs/${'A'.repeat(20)}/pages`, '/elsewhere'])('%s leads nowhere', (path) => {
    expect(routeOf(path)).toEqual({ screen: 'nowhere' });
  });
});
