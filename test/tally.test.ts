import { expect, test } from 'vitest';
import { tallyOf } from './tally.ts';

const file = (status: string, ...tests: string[]) => ({ status, assertionResults: tests.map((it) => ({ status: it })) });

test('tests that passed and failed are counted', () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 2,
    testResults: [file('failed', 'passed', 'failed', 'failed'), file('passed', 'passed')],
  };
  expect(tallyOf(report, 1)).toEqual({ passed: 3, failed: 2 });
});

test('a file that could not be loaded counts as a failure', () => {
  expect(tallyOf({ numPassedTests: 1, numFailedTests: 0, testResults: [file('failed'), file('passed', 'passed')] }, 1)).toEqual({
    passed: 1,
    failed: 1,
  });
});

test('an error outside every test counts as a failure', () => {
  expect(tallyOf({ numPassedTests: 1, numFailedTests: 0, testResults: [file('passed', 'passed')] }, 1)).toEqual({
    passed: 1,
    failed: 1,
  });
});

test('a run without a report counts as a failure', () => {
  expect(tallyOf(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});
