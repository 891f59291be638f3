import { describe, expect, test } from 'vitest';
import type { BinaryHost } from './emulatorBinaries.ts';
import { chooseBinaries } from './emulatorBinaries.ts';

const CLI_JAR = '/sdk/platform/cloud-firestore-emulator/cloud-firestore-emulator.jar';

function host(more: { files?: string[]; env?: Record<string, string>; online?: boolean; asked?: string[] } = {}): BinaryHost {
  const files = more.files ?? [];
  return {
    env: { PATH: '/usr/bin', ...more.env },
    downloads: {
      firestore: { cachedAt: '/cache/firestore.jar', url: 'https://host.example/firestore.jar' },
      storage: { cachedAt: '/cache/storage.jar', url: 'https://host.example/storage.jar' },
      ui: { cachedAt: '/cache/ui/server.mjs', url: 'https://host.example/ui.zip' },
    },
    exists: (path) => files.includes(path),
    resolve: (path) => (path === '/usr/bin/gcloud' ? '/sdk/bin/gcloud' : path),
    canDownload: async (url) => {
      more.asked?.push(url);
      return more.online ?? false;
    },
  };
}

describe('chooseBinaries', () => {
  test('what firebase-tools has cached is used, without asking the network', async () => {
    const asked: string[] = [];
    const chosen = await chooseBinaries(host({ files: ['/cache/firestore.jar', '/cache/storage.jar', CLI_JAR], asked }));
    expect(chosen).toEqual({ firestore: { from: 'cache' }, storageRules: { from: 'cache' }, ui: false });
    expect(asked).toEqual([]);
  });

  test('a download comes before the Cloud CLI', async () => {
    const chosen = await chooseBinaries(host({ files: ['/usr/bin/gcloud', CLI_JAR], online: true }));
    expect(chosen).toEqual({ firestore: { from: 'download' }, storageRules: { from: 'download' }, ui: true });
  });

  test('only what is missing is downloaded', async () => {
    const asked: string[] = [];
    const chosen = await chooseBinaries(host({ files: ['/cache/firestore.jar'], online: true, asked }));
    expect(chosen).toMatchObject({ firestore: { from: 'cache' }, storageRules: { from: 'download' } });
    expect(asked).toEqual(['https://host.example/storage.jar']);
  });

  test('without a download, both are made of the Firestore emulator of the gcloud on the PATH', async () => {
    const made = { from: 'firestoreJar', firestoreJar: CLI_JAR };
    expect(await chooseBinaries(host({ files: ['/usr/bin/gcloud', CLI_JAR] }))).toEqual({
      firestore: made,
      storageRules: made,
      ui: false,
    });
  });

  test('a Cloud CLI that is not on the PATH is found where its packages install it', async () => {
    const jar = '/usr/lib/google-cloud-sdk/platform/cloud-firestore-emulator/cloud-firestore-emulator.jar';
    expect((await chooseBinaries(host({ files: [jar] }))).firestore).toEqual({ from: 'firestoreJar', firestoreJar: jar });
  });

  test('a cached Firestore emulator also carries the rules engine when that cannot be downloaded', async () => {
    const chosen = await chooseBinaries(host({ files: ['/cache/firestore.jar', '/usr/bin/gcloud', CLI_JAR] }));
    expect(chosen.firestore).toEqual({ from: 'cache' });
    expect(chosen.storageRules).toEqual({ from: 'firestoreJar', firestoreJar: '/cache/firestore.jar' });
  });

  test('a path in the environment stands', async () => {
    const env = { FIRESTORE_EMULATOR_BINARY_PATH: '/my/firestore.jar', STORAGE_EMULATOR_BINARY_PATH: '/my/storage.jar' };
    expect(await chooseBinaries(host({ env }))).toMatchObject({
      firestore: { from: 'environment' },
      storageRules: { from: 'environment' },
    });
  });

  test('with nothing at all, the message names both ways out', async () => {
    await expect(chooseBinaries(host())).rejects.toThrow(/setup:emulators:firestore.*google-cloud-cli-firestore-emulator/s);
    await expect(chooseBinaries(host({ files: ['/usr/bin/gcloud'] }))).rejects.toThrow(
      'no Google Cloud CLI with its Firestore emulator',
    );
  });

  test('the Emulator UI is on where it is cached or downloadable, and off without complaint elsewhere', async () => {
    const files = ['/cache/firestore.jar', '/cache/storage.jar', '/cache/ui/server.mjs'];
    expect((await chooseBinaries(host({ files }))).ui).toBe(true);
  });
});
