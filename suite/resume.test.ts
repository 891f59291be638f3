import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { resumeJobs } from './resume.ts';
import type { SuiteAddresses } from './suiteAddresses.ts';

const BUCKET = 'demo.appspot.com';
const nameOf = (jobId: string) => `uploads/someone/${jobId}/a scan.pdf`;

/** As Firestore's REST interface answers a query. */
const found = (jobId: string, pageCount: object) => ({
  document: {
    name: `projects/demo/databases/(default)/documents/users/someone/jobs/${jobId}`,
    fields: {
      status: { stringValue: 'processing' },
      pageCount,
      source: {
        mapValue: {
          fields: {
            bucket: { stringValue: BUCKET },
            name: { stringValue: nameOf(jobId) },
            generation: { stringValue: '1700000000000' },
            fileName: { stringValue: 'a scan.pdf' },
            contentType: { stringValue: 'application/pdf' },
            sizeBytes: { integerValue: '1234' },
            sha256: { nullValue: null },
          },
        },
      },
    },
  },
});

interface Asked {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** Every emulator in one: answers a query with `jobs`, a look at an object with its options, and takes events. */
async function withEmulators(jobs: readonly object[], work: (suite: SuiteAddresses) => Promise<void>): Promise<Asked[]> {
  const asked: Asked[] = [];
  const answer: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const url = decodeURIComponent(request.url ?? '');
      asked.push({ url, authorization: request.headers.authorization, body });
      const isObject = url.startsWith('/v0/');
      response.end(JSON.stringify(url.endsWith(':runQuery') ? jobs : isObject ? { metadata: { languages: 'deu' } } : {}));
    });
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const at = { host: '127.0.0.1', port: typeof bound === 'object' && bound !== null ? bound.port : 0 };
  try {
    await work({ projectId: 'demo', firestore: at, storage: at, functions: at } as SuiteAddresses);
    return asked;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const events = (asked: readonly Asked[]) =>
  asked.filter(({ url }) => url === '/functions/projects/demo/trigger_multicast').map(({ body }) => JSON.parse(body) as unknown);

test('the upload of each unfinished job is announced again; one without pages gets its options from its object', async () => {
  const jobs = [found('planned', { integerValue: '3' }), found('waiting', { nullValue: null })];
  const asked = await withEmulators(jobs, async (suite) => expect(await resumeJobs(suite)).toBe(2));
  const event = (jobId: string, metadata: object) => ({
    type: 'google.cloud.storage.object.v1.finalized',
    data: {
      bucket: BUCKET,
      name: nameOf(jobId),
      generation: '1700000000000',
      size: '1234',
      contentType: 'application/pdf',
      metadata,
    },
  });
  expect(events(asked)).toMatchObject([event('planned', {}), event('waiting', { languages: 'deu' })]);
  const objects = asked.filter(({ url }) => url.startsWith('/v0/'));
  expect(objects).toMatchObject([{ url: `/v0/b/${BUCKET}/o/${nameOf('waiting')}`, authorization: 'Bearer owner' }]);
  expect(asked[0]).toMatchObject({ authorization: 'Bearer owner', body: expect.stringContaining('"queued"') });
});

test('without an unfinished job, nothing is announced', async () => {
  // As the emulator says it.
  const asked = await withEmulators([{ readTime: '2026-01-01T00:00:00Z' }], async (suite) => {
    expect(await resumeJobs(suite)).toBe(0);
  });
  expect(events(asked)).toEqual([]);
});
