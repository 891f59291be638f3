import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newJobId } from '../../functions/src/contract/paths.ts';
import { jobAddress, mayTakeFocus, noteMove, operationsJobAddress, operationsOwnerAddress, routeOf } from './router.ts';

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

describe('the focus of a screen that was drawn', () => {
  const [body, link, field] = ['body', 'link', 'field'].map((name) => ({ name })) as unknown as Element[];
  const page = { body, activeElement: body as Element | undefined };
  const screen = { contains: (other: Element) => other === field } as unknown as Element;
  beforeEach(() => {
    vi.stubGlobal('document', page);
    return () => void vi.unstubAllGlobals();
  });
  const at = (focus: Element | undefined) => {
    page.activeElement = focus;
  };

  it('stays with the browser until somebody has moved; from then on it is the heading’s when nobody else has it', () => {
    at(body);
    expect(mayTakeFocus(screen)).toBe(false);
    noteMove();
    expect(mayTakeFocus(screen)).toBe(true);
    at(field);
    expect(mayTakeFocus(screen), 'within the screen').toBe(true);
  });

  it('leaves what led there, and nothing that somebody went to since', () => {
    at(link);
    noteMove();
    expect(mayTakeFocus(screen)).toBe(true);
    expect(mayTakeFocus(screen), 'by itself, one screen makes way for another').toBe(false);
    at(body);
    noteMove();
    at(link);
    expect(mayTakeFocus(screen)).toBe(false);
  });
});
