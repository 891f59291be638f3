/** What a run of vitest comes to. */

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** The parts of vitest's JSON report that are read here. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/**
 * A file that failed without a failed test (it could not be loaded, or a hook threw) counts as one failure; so does a run
 * that failed in a way that its report does not show (an unhandled error, a set-up that threw, no report at all).
 */
export function tallyOf(report: VitestReport | undefined, exitCode: number | null): Tally {
  const broken = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  const shown = (report?.numFailedTests ?? 0) + broken.length;
  const isUnexplained = shown === 0 && (exitCode !== 0 || report === undefined);
  return { passed: report?.numPassedTests ?? 0, failed: shown + (isUnexplained ? 1 : 0) };
}

export function addTallies(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}
