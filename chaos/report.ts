/** What a run prints. */

import type { ChaosRun } from './chaos.ts';
import { FAULT_KINDS, type FaultKind } from './faults.ts';

/** Kinds of which nothing happened: such a run has shown nothing about them. */
export function missedKinds({ met }: Pick<ChaosRun, 'met'>): FaultKind[] {
  return FAULT_KINDS.filter((kind) => (met.get(kind) ?? 0) === 0);
}

export function hasPassed(run: Pick<ChaosRun, 'met' | 'broken'>): boolean {
  return run.broken.length === 0 && missedKinds(run).length === 0;
}

/** One run, in lines. */
export function describeRun(run: ChaosRun): string[] {
  const { plan, met, broken, lines, tookMs, slowestMs, statedMs, sweeps } = run;
  const pages = plan.jobs.reduce((sum, { content }) => sum + content.pages.length, 0);
  const count = (what: string) => lines.filter((line) => line.what === what).length;
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
  return [
    `Seed ${plan.seed}: ${plan.jobs.length} jobs, ${pages} pages, ${seconds(tookMs)}`,
    'Faults met:',
    ...FAULT_KINDS.map((kind) => `  ${String(met.get(kind) ?? 0).padStart(3)}  ${kind}`),
    `Jobs ended ${outcomes(run)}; the slowest within ${seconds(slowestMs)} of ${seconds(statedMs)}`,
    `${count('claimed')} attempts, ${count('recognised')} readings, ${count('completed')} completed pages, ${count('task')} tasks, ${count('job written') + count('created')} writes of job documents, ${sweeps} sweeps`,
    ...missedKinds(run).map((kind) => `NEVER MET: ${kind}`),
    ...broken.map(({ invariant, where, what }) => `BROKEN: ${invariant}: ${where}: ${what}`),
    hasPassed(run) ? 'No invariant is broken.' : `${broken.length} broken, ${missedKinds(run).length} kinds of fault never met.`,
  ];
}

function outcomes({ snapshot, history }: ChaosRun): string {
  const counts = new Map<string, number>();
  const add = (outcome: string) => counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  for (const [path, data] of snapshot.documents) if (/^users\/[^/]+\/jobs\/[^/]+$/.test(path)) add(String(data.status));
  for (const { isDeleted } of history.values()) if (isDeleted) add('deleted');
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

/** Several runs: one row for each seed, one column for each kind of fault. */
export function describeRuns(runs: readonly ChaosRun[]): string[] {
  const columns = ['seed', 'jobs', 'pages', 's', ...FAULT_KINDS, 'slowest end', 'broken'];
  return [
    `| ${columns.join(' | ')} |`,
    `|${'---|'.repeat(columns.length)}`,
    ...runs.map((run) => {
      const pages = run.plan.jobs.reduce((sum, { content }) => sum + content.pages.length, 0);
      const cells = [
        run.plan.seed,
        run.plan.jobs.length,
        pages,
        Math.round(run.tookMs / 1000),
        ...FAULT_KINDS.map((kind) => run.met.get(kind) ?? 0),
        `${Math.round(run.slowestMs / 1000)} s`,
        run.broken.length,
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}
