/** Whichever process of the functions is killed while a long document is read: nothing is lost, and nothing counts twice. */

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocuments } from '../chaos/snapshot.ts';
import { eventsPath, jobPath } from '../functions/src/contract/paths.ts';
import { launchSuite, type Suite } from '../suite/launch.ts';
import { connectClient, type JobListener, type PipelineClient } from '../suite/pipelineClient.ts';
import { describeMarked, type MarkedProcess } from '../suite/processes.ts';
import { fixture, sample } from './support/fixtures.ts';

/** What waits for a lease or for the sweeper would wait for minutes. */
const QUICK = { LEASE_SECONDS: '10', STALL_SECONDS: '5' };

let suite: Suite;
let client: PipelineClient;
beforeAll(async () => {
  suite = await launchSuite({ purpose: 'test', env: QUICK, sweepSeconds: 2 });
  client = await connectClient(suite, { email: 'killed@pagestream.example', password: 'pagestream' });
}, 120_000);
afterAll(async () => {
  await client.close();
  await suite.stop();
}, 60_000);

/** `recognisePages`, or `child of recognisePages` for what a worker started. */
function kindOf({ command, functionName }: MarkedProcess): string | null {
  if (functionName === null) return null;
  return command.includes('functionsEmulatorRuntime') ? functionName : `child of ${functionName}`;
}

const killed = new Map<string, number>();

/** Kills one process of that kind, if there is one. */
function kill(kind: string): void {
  const victim = describeMarked(suite.runId).find((it) => kindOf(it) === kind);
  if (victim === undefined) return;
  process.kill(victim.pid, 'SIGKILL');
  killed.set(kind, (killed.get(kind) ?? 0) + 1);
}

async function upload(path: string, contentType: string, listener: JobListener = {}) {
  const file = { fileName: basename(path), bytes: await readFile(path), contentType, metadata: {} };
  return client.process(file, listener);
}

describe('a job of sixty pages', () => {
  it('completes with each page counted once, though every process of the functions was killed in turn', async () => {
    // From now on there is a worker of each function.
    await upload(sample('notice.png'), 'image/png');

    /** What is killed, and when that many pages have been read. */
    const victims = [
      { after: 8, kind: 'recognisePages' },
      { after: 20, kind: 'child of recognisePages' },
      { after: 32, kind: 'recognisePages' },
      { after: 40, kind: 'child of acceptUpload' },
      { after: 44, kind: 'acceptUpload' },
      { after: 60, kind: 'finishJob' },
    ];
    let read = 0;
    const { job, pages } = await upload(fixture('sixty-pages.pdf'), 'application/pdf', {
      onUploaded: () => kill('acceptUpload'),
      onPage() {
        read++;
        const next = victims[0];
        if (next === undefined || read < next.after) return;
        victims.shift();
        kill(next.kind);
      },
    });
    // These are always there to be killed; a child of the trigger only while a file is looked at.
    expect([...killed.keys()]).toEqual(
      expect.arrayContaining(['acceptUpload', 'child of recognisePages', 'recognisePages', 'finishJob']),
    );

    expect(job).toMatchObject({ status: 'completed', error: null, progress: { completedPages: 60, failedPages: 0 } });
    expect(pages.map(({ pageNumber, status }) => [pageNumber, status])).toEqual(
      Array.from({ length: 60 }, (_, index) => [index + 1, 'completed']),
    );
    for (const { pageNumber, text } of pages) expect(text).toContain(`Page ${pageNumber} of sixty`);
    const ref = { uid: job.ownerUid, jobId: job.jobId };
    const documents = [...(await readDocuments(suite))];
    const below = (path: string) => documents.filter(([at]) => at.startsWith(`${path}/`)).map(([, data]) => data);
    const counted = below(`${jobPath(ref)}/tallies`).reduce((sum, tally) => sum + Number(tally.completed), 0);
    expect(counted).toBe(60);
    const ends = below(eventsPath(ref)).filter(({ type }) => type === 'page_completed');
    expect(ends.map(({ page }) => Number(page)).sort((a, b) => a - b)).toEqual(pages.map(({ pageNumber }) => pageNumber));
    const text = new TextDecoder().decode(await client.download(job.results.text ?? 'no path'));
    expect(text.split('\f')).toHaveLength(60);
  }, 300_000);
});
