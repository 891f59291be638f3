import { describe, expect, it } from 'vitest';
import { MOST_ALLOWED, parseOwner } from './ownerRequest.ts';

const ASKED = { uid: 'owner', plan: 'priority', pagesPerDay: 5, bytesPerDay: 1_000_000, activeJobs: 2 };

describe('what an owner is to have', () => {
  it('may be numbers of its own', () => {
    const { uid, ...owner } = ASKED;
    expect(parseOwner(ASKED)).toEqual({ ok: true, uid, owner });
  });

  it.each([null, undefined])('is the pipeline’s own where the number is %s', (value) => {
    const owner = { plan: 'standard', activeJobs: 2 };
    expect(parseOwner({ ...ASKED, plan: 'standard', pagesPerDay: value, bytesPerDay: value })).toEqual({
      ...{ ok: true, uid: 'owner', owner },
    });
  });

  it.each(Object.entries(MOST_ALLOWED))('may be nothing, and as much as can be allowed: %s', (name, most) => {
    for (const value of [0, most])
      expect(parseOwner({ ...ASKED, [name]: value })).toMatchObject({ ok: true, owner: { [name]: value } });
    for (const value of [-1, most + 1, 1.5, '5', Number.NaN, true, [5]])
      expect(parseOwner({ ...ASKED, [name]: value })).toMatchObject({ ok: false, field: name });
  });

  it.each([
    ['no owner', { uid: undefined }, 'uid'],
    ['an owner who cannot be', { uid: 'a/b' }, 'uid'],
    ['no plan', { plan: null }, 'plan'],
    ['a plan that there is not', { plan: 'gold' }, 'plan'],
  ])('is refused with %s', (_what, more, field) => {
    expect(parseOwner({ ...ASKED, ...more })).toMatchObject({ ok: false, field });
  });
});
