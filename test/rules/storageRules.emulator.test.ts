/** Who may do what in Storage: every place, every person, every operation, on the rules that the suite has loaded. */

import { assertFails, initializeTestEnvironment, type RulesTestContext } from '@firebase/rules-unit-testing';
import {
  deleteObject,
  type FirebaseStorage,
  getBytes,
  getMetadata,
  list,
  ref,
  updateMetadata,
  uploadBytes,
  uploadBytesResumable,
} from 'firebase/storage';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { FILE_TYPES } from '../../functions/src/contract/fileTypes.ts';
import { MAX_FILE_NAME_BYTES, MAX_UPLOAD_BYTES } from '../../functions/src/contract/limits.ts';
import { isJobId, type JobRef, newJobId, parseUploadPath, resultPath, uploadPath } from '../../functions/src/contract/paths.ts';
import { tokenOf } from '../../suite/emulatorTokens.ts';

const { storage: address, projectId, storageBucket } = inject('suite');
// No rules are given: those of the suite stay as they are.
const env = await initializeTestEnvironment({ projectId, storage: address });
afterAll(() => env.cleanup());

const job: JobRef = { uid: `owner-${newJobId()}`, jobId: newJobId() };
const person = (uid: string, claims?: Record<string, unknown>) => env.authenticatedContext(uid, claims);
// The compat instance that comes out is one that the modular functions take.
const of = (context: RulesTestContext) => context.storage(`gs://${storageBucket}`) as unknown as FirebaseStorage;

const PEOPLE = {
  'the owner': of(person(job.uid)),
  'another user': of(person(`other-${newJobId()}`)),
  nobody: of(env.unauthenticatedContext()),
  'an operator': of(person(`operator-${newJobId()}`, { admin: true })),
} as const;
type Person = keyof typeof PEOPLE;
const everybody = Object.keys(PEOPLE) as Person[];

/** No picture at all: a job that an allowed upload starts has failed a moment later. */
const BYTES = new TextEncoder().encode('no picture');
const PNG = { contentType: 'image/png' };

/** As the functions write: the rules do not bind them. */
const seed = (name: string) =>
  env.withSecurityRulesDisabled(async (context) => void (await uploadBytes(ref(of(context), name), BYTES, PNG)));

/** The same place, of a job that has nothing there yet. */
const fresh = (name: string) => name.replace(job.jobId, newJobId());
const folder = (name: string) => name.split('/').slice(0, -1).join('/');

const OPERATIONS = {
  get: (storage: FirebaseStorage, name: string) => getBytes(ref(storage, name)),
  'get of metadata': (storage: FirebaseStorage, name: string) => getMetadata(ref(storage, name)),
  list: (storage: FirebaseStorage, name: string) => list(ref(storage, folder(name)), { maxResults: 1 }),
  create: (storage: FirebaseStorage, name: string) => uploadBytes(ref(storage, fresh(name)), BYTES, PNG),
  overwrite: (storage: FirebaseStorage, name: string) => uploadBytes(ref(storage, name), BYTES, PNG),
  'update of metadata': (storage: FirebaseStorage, name: string) =>
    updateMetadata(ref(storage, name), { customMetadata: { languages: 'deu' } }),
  delete: (storage: FirebaseStorage, name: string) => deleteObject(ref(storage, name)),
} satisfies Record<string, (storage: FirebaseStorage, name: string) => Promise<unknown>>;
type Operation = keyof typeof OPERATIONS;
const operations = Object.keys(OPERATIONS) as Operation[];

const GETS: readonly Operation[] = ['get', 'get of metadata'];
const READS: readonly Operation[] = [...GETS, 'list'];
type Rights = Partial<Record<Person, readonly Operation[]>>;

const RESULT: Rights = { 'the owner': READS, 'an operator': READS };
/** Operators look into all folders of uploads; what is no upload there nobody reads. */
const STRAY: Rights = { 'an operator': ['list'] };

/** Every place, with everything that is allowed there. */
const PLACES: readonly { readonly what: string; readonly name: string; readonly rights: Rights }[] = [
  {
    what: 'an upload',
    name: uploadPath(job, 'scan.png'),
    rights: { 'the owner': [...GETS, 'create'], 'an operator': READS },
  },
  { what: 'a result', name: resultPath(job, 'document.txt'), rights: RESULT },
  { what: 'a page’s result', name: resultPath(job, 'pages/0001.webp'), rights: RESULT },
  { what: 'a file in an owner’s folder of uploads', name: `uploads/${job.uid}/${job.jobId}.png`, rights: STRAY },
  { what: 'a file in a folder below a job’s', name: `uploads/${job.uid}/${job.jobId}/folder/scan.png`, rights: STRAY },
  {
    what: 'a file in an owner’s folder of results',
    name: `results/${job.uid}/${job.jobId}.txt`,
    rights: { 'the owner': GETS, 'an operator': READS },
  },
  { what: 'a file in another folder', name: `other/${job.uid}/${job.jobId}/scan.png`, rights: {} },
  { what: 'a file in a folder that differs by case', name: `Uploads/${job.uid}/${job.jobId}/scan.png`, rights: {} },
  { what: 'a file at the root', name: `${job.jobId}.png`, rights: {} },
];

beforeAll(async () => {
  for (const { name } of PLACES) await seed(name);
});
afterAll(() =>
  env.withSecurityRulesDisabled(async (context) => {
    for (const { name } of PLACES) await deleteObject(ref(of(context), name));
  }),
);

describe.each(PLACES)('$what', ({ name, rights }) => {
  const cases = everybody.flatMap((who) =>
    operations.map((operation) => ({ who, operation, may: rights[who]?.includes(operation) ?? false })),
  );
  const title = ({ who, operation, may }: (typeof cases)[number]) => `${operation} by ${who} is ${may ? 'allowed' : 'denied'}`;
  test.for(cases.map((each) => [title(each), each] as const))('%s', async ([, { who, operation, may }]) => {
    const attempt = OPERATIONS[operation](PEOPLE[who], name);
    if (may) await attempt;
    else await assertFails(attempt);
  });
});

/** Sends a name as it stands, which the SDK would tidy. @returns the HTTP status */
async function upload(name: string, more: { uid?: string; contentType?: string; bytes?: Uint8Array } = {}): Promise<number> {
  const { uid = job.uid, contentType = 'image/png', bytes = new Uint8Array() } = more;
  const url = `http://${address.host}:${address.port}/v0/b/${storageBucket}/o?name=${encodeURIComponent(name)}`;
  const headers = { authorization: `Firebase ${tokenOf({ uid })}`, 'content-type': contentType };
  const response = await fetch(url, { method: 'POST', headers, body: Buffer.from(bytes) });
  await response.arrayBuffer();
  return response.status;
}
const own = (jobId: string, fileName = 'scan.png') => `uploads/${job.uid}/${jobId}/${fileName}`;

describe('an upload’s name', () => {
  const long = 'x'.repeat(MAX_FILE_NAME_BYTES);
  const ALLOWED = [
    ['blanks and signs', own(newJobId(), 'Rechnung Nr. 7 (Kopie) #2 50% [a]{b}*.pdf')],
    ['other scripts', own(newJobId(), '請求書 😀.png')],
    ['an escaped slash', own(newJobId(), 'a%2Fb.png')],
    ['a long job id', own(`${newJobId()}${newJobId()}`)],
    ['_ and - in a job id', own(`__${newJobId()}-_`)],
    ['the longest file name', own(newJobId(), long)],
    ['the longest file name, in characters of three bytes', own(newJobId(), '語'.repeat(MAX_FILE_NAME_BYTES / 3))],
  ] as const;
  test.for(ALLOWED)('may have %s', async ([, name]) => {
    expect(await upload(name)).toBe(200);
    expect(parseUploadPath(name)).toBeDefined();
  });

  const id = newJobId();
  const DENIED = [
    ['a file name of one byte too many', own(id, `${long}x`)],
    ['a file name that is too long in bytes only', own(id, 'é'.repeat(128))],
    ['a job id that is too short', own(id.slice(1))],
    ['a job id that is too long', own(`${id}${id}x`)],
    ['a job id with a dot', own(`${id}.`)],
    ['a job id with a letter of another script', own(`${id}é`)],
    ['a job id that Firestore reserves', own(`__${id}__`)],
    ['a folder’s slash at the end', `${own(id)}/`],
    ['nothing but a folder', own(id, '')],
    ['a doubled slash', `uploads//${job.uid}/${id}/scan.png`],
    ['a slash at the start', `/${own(id)}`],
    ['. as its file name', own(id, '.')],
    ['.. as its file name', own(id, '..')],
    ['a way up', own(id, `../../${job.uid}/scan.png`)],
    ['a folder below the job’s', own(id, 'folder/scan.png')],
    ['the folder of results', resultPath({ uid: job.uid, jobId: id }, 'scan.png')],
    ['another owner', `uploads/other-${id}/${id}/scan.png`],
  ] as const;
  test.for(DENIED)('may not have %s', async ([, name]) => {
    expect(await upload(name)).toBe(403);
  });

  test.for(['.', '..', '__x__', 'x'.repeat(129), 'auth0|x', 'a b', 'ü'])('may not have the owner %s', async (uid) => {
    const name = `uploads/${uid}/${id}/scan.png`;
    expect(await upload(name, { uid })).toBe(403);
    expect(parseUploadPath(name)).toBeUndefined();
  });

  test('may have an owner with every allowed character', async () => {
    const uid = `a_:.@-${newJobId()}`;
    expect(await upload(`uploads/${uid}/${id}/scan.png`, { uid })).toBe(200);
  });
});

describe('a job id that Firestore reserves', () => {
  test('is no job id, since its job could never be written', () => {
    expect(isJobId(`__${newJobId()}__`)).toBe(false);
  });
});

describe('an upload’s type', () => {
  test.for(Object.values(FILE_TYPES).map(({ contentType }) => contentType))('may be %s', async (contentType) => {
    expect(await upload(own(newJobId()), { contentType })).toBe(200);
  });

  const others = ['', 'text/html', 'image/svg+xml', 'image/jpg', 'application/pdf; charset=x', 'xapplication/pdf', 'IMAGE/PNG'];
  test.for([...others, 'image/pngx', 'application/octet-stream'])('may not be "%s"', async (contentType) => {
    expect(await upload(own(newJobId()), { contentType })).toBe(403);
  });
});

describe('an upload’s size', () => {
  // That the largest may come is in limits.test.ts: here, a job on 100 MB would follow.
  test('may not be one byte more than the largest', async () => {
    const bytes = new Uint8Array(MAX_UPLOAD_BYTES + 1);
    // The emulator refuses it, and hangs up, while it is still being sent: then the answer may be lost.
    const isHungUp = (error: unknown) =>
      ['EPIPE', 'ECONNRESET'].includes(String(((error as Error).cause as { code?: string })?.code));
    const status = async (attempts: number): Promise<number> => {
      try {
        return await upload(own(newJobId()), { bytes });
      } catch (error) {
        if (attempts > 1 && isHungUp(error)) return status(attempts - 1);
        throw error;
      }
    };
    expect(await status(5)).toBe(403);
  });
});

describe('an upload that is there', () => {
  test('is kept as it was by a second one, sent in parts', async () => {
    const name = own(newJobId());
    const target = ref(PEOPLE['the owner'], name);
    await uploadBytesResumable(target, BYTES, PNG);
    const second = uploadBytesResumable(target, new TextEncoder().encode('other bytes'), PNG);
    await assertFails(Promise.resolve(second));
    expect(new Uint8Array(await getBytes(target))).toEqual(BYTES);
  });

  test('takes its options with it, as custom metadata', async () => {
    const target = ref(PEOPLE['the owner'], own(newJobId()));
    await uploadBytes(target, BYTES, { ...PNG, customMetadata: { languages: 'eng+deu', mode: 'force' } });
    expect((await getMetadata(target)).customMetadata).toEqual({ languages: 'eng+deu', mode: 'force' });
  });

  test('does not say whether it is there to anybody else', async () => {
    for (const who of ['another user', 'nobody'] as const) {
      await assertFails(getMetadata(ref(PEOPLE[who], own(newJobId()))));
      await assertFails(getMetadata(ref(PEOPLE[who], uploadPath(job, 'scan.png'))));
    }
  });
});

describe('folders', () => {
  test('an owner lists the results of one job, and no other folder', async () => {
    const { items, prefixes } = await list(ref(PEOPLE['the owner'], `results/${job.uid}/${job.jobId}`));
    expect([...items, ...prefixes].map(({ name }) => name)).toEqual(['document.txt', 'pages']);
    for (const other of ['', 'results', `results/${job.uid}`, 'uploads', `uploads/${job.uid}`]) {
      await assertFails(list(ref(PEOPLE['the owner'], other)));
    }
  });

  test('an operator lists uploads and results of all owners, and not the bucket', async () => {
    for (const allowed of ['results', `results/${job.uid}`, 'uploads', `uploads/${job.uid}`]) {
      await list(ref(PEOPLE['an operator'], allowed), { maxResults: 1 });
    }
    await assertFails(list(ref(PEOPLE['an operator'], '')));
  });
});

describe('an operator is told by the claim admin, true, and nothing like it', () => {
  test.for([{ admin: 'true' }, { admin: 1 }, { admin: false }, { admin: null }, { Admin: true }])(
    '%j is no operator',
    async (claims) => {
      const storage = of(person(`lookalike-${newJobId()}`, claims));
      await assertFails(getMetadata(ref(storage, resultPath(job, 'document.txt'))));
      await assertFails(list(ref(storage, 'uploads')));
    },
  );
});
