/**
 * Which emulator binaries a suite runs on. firebase-tools keeps Firestore, the storage rules runtime and the Emulator UI
 * as downloads; a host that cannot download may hold the official Firestore emulator in a Google Cloud CLI, and that jar
 * also carries Google's storage rules engine.
 */

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { REPO_FOLDER } from './paths.ts';
import { runNode } from './runProgram.ts';
import { SuiteError } from './suiteError.ts';

/** Where one emulator comes from. */
export type BinarySource =
  /** `…_EMULATOR_BINARY_PATH` was set by whoever runs this: their choice stands. */
  | { readonly from: 'environment' }
  /** firebase-tools has it. */
  | { readonly from: 'cache' }
  /** firebase-tools will download it as it starts. */
  | { readonly from: 'download' }
  /** Made here (see `emulatorJars.ts`) over a Firestore emulator's jar. */
  | { readonly from: 'firestoreJar'; readonly firestoreJar: string };

export interface EmulatorBinaries {
  readonly firestore: BinarySource;
  readonly storageRules: BinarySource;
  /** The Emulator UI is a convenience: on where it is cached or just turned out to be downloadable, off otherwise. */
  readonly ui: boolean;
}

/** What the decision needs to know of a host; a test gives it one made up. */
export interface BinaryHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What firebase-tools would download and where it keeps it. */
  readonly downloads: Readonly<Record<'firestore' | 'storage' | 'ui', { readonly cachedAt: string; readonly url: string }>>;
  exists(path: string): boolean;
  resolve(path: string): string;
  canDownload(url: string): Promise<boolean>;
}

const JAR_IN_CLOUD_CLI = join('platform', 'cloud-firestore-emulator', 'cloud-firestore-emulator.jar');

/**
 * Cached by firebase-tools or downloadable; else those of an installed Google Cloud CLI.
 * @throws SuiteError when there is neither
 */
export async function chooseBinaries(host: BinaryHost = thisHost()): Promise<EmulatorBinaries> {
  const cached = (name: 'firestore' | 'storage' | 'ui') => host.exists(host.downloads[name].cachedAt);
  const known = (name: 'firestore' | 'storage'): BinarySource | undefined => {
    if (host.env[`${name.toUpperCase()}_EMULATOR_BINARY_PATH`]) return { from: 'environment' };
    return cached(name) ? { from: 'cache' } : undefined;
  };
  const firestore = known('firestore');
  const storageRules = known('storage');
  const ui = cached('ui');
  if (firestore !== undefined && storageRules !== undefined) return { firestore, storageRules, ui };

  const missing = firestore === undefined ? host.downloads.firestore : host.downloads.storage;
  if (await host.canDownload(missing.url)) {
    return { firestore: firestore ?? { from: 'download' }, storageRules: storageRules ?? { from: 'download' }, ui: true };
  }
  const cachedJar = firestore?.from === 'cache' ? host.downloads.firestore.cachedAt : undefined;
  const firestoreJar = cachedJar ?? jarOfCloudCli(host);
  if (firestoreJar === undefined) {
    throw new SuiteError(
      'The Firebase emulators are neither in the cache of firebase-tools nor downloadable from here, and no Google Cloud CLI ' +
        'with its Firestore emulator is installed. Run `npx firebase setup:emulators:firestore` and ' +
        '`npx firebase setup:emulators:storage` once with a connection to the internet, or install the package ' +
        '`google-cloud-cli-firestore-emulator` (or run `gcloud components install cloud-firestore-emulator`).',
    );
  }
  const made: BinarySource = { from: 'firestoreJar', firestoreJar };
  return { firestore: firestore ?? made, storageRules: storageRules ?? made, ui };
}

/** The Firestore emulator's jar that this host has, wherever it came from. */
export function installedFirestoreJar(host: BinaryHost = thisHost()): string | undefined {
  const { cachedAt } = host.downloads.firestore;
  return host.env.FIRESTORE_EMULATOR_BINARY_PATH ?? (host.exists(cachedAt) ? cachedAt : jarOfCloudCli(host));
}

/** The Firestore emulator of the Cloud CLI whose `gcloud` is on the PATH, or in one of its usual places. */
function jarOfCloudCli(host: BinaryHost): string | undefined {
  const roots: string[] = [];
  for (const folder of (host.env.PATH ?? host.env.Path ?? '').split(delimiter)) {
    for (const name of ['gcloud', 'gcloud.cmd']) {
      const gcloud = join(folder, name);
      if (folder !== '' && host.exists(gcloud)) roots.push(dirname(dirname(host.resolve(gcloud))));
    }
  }
  if (host.env.CLOUDSDK_ROOT_DIR) roots.push(host.env.CLOUDSDK_ROOT_DIR);
  roots.push('/usr/lib/google-cloud-sdk', '/usr/share/google-cloud-sdk', '/opt/google-cloud-sdk');
  return roots.map((root) => join(root, JAR_IN_CLOUD_CLI)).find((jar) => host.exists(jar));
}

/** Longest time that the question "can this be downloaded?" may take. */
const PROBE_TIMEOUT_SECONDS = 6;

function thisHost(): BinaryHost {
  // firebase-tools' own list, so that a new version of it needs no change here.
  const list = join(REPO_FOLDER, 'node_modules/firebase-tools/lib/emulator/downloadableEmulatorInfo.json');
  const details = JSON.parse(readFileSync(list, 'utf8')) as Record<'firestore' | 'storage', Download> & {
    ui: { main: Download };
  };
  const cacheFolder = process.env.FIREBASE_EMULATORS_PATH ?? join(homedir(), '.cache', 'firebase', 'emulators');
  const download = (it: Download) => ({
    cachedAt: join(cacheFolder, it.binaryPathRelativeToCacheDir ?? it.downloadPathRelativeToCacheDir),
    url: it.remoteUrl,
  });
  return {
    env: process.env,
    downloads: { firestore: download(details.firestore), storage: download(details.storage), ui: download(details.ui.main) },
    exists: existsSync,
    resolve: realpathSync,
    // In a child: only a flag at its start makes Node's fetch honour a proxy, as firebase-tools' own download does.
    canDownload: async (url) => {
      const timeoutMs = PROBE_TIMEOUT_SECONDS * 1000;
      const ask = `fetch(process.argv[1],{method:'HEAD',signal:AbortSignal.timeout(${timeoutMs})}).then(a=>process.exit(a.ok?0:1),()=>process.exit(1))`;
      return (await runNode(['--use-env-proxy', '-e', ask, url])).exitCode === 0;
    },
  };
}

interface Download {
  readonly remoteUrl: string;
  readonly downloadPathRelativeToCacheDir: string;
  readonly binaryPathRelativeToCacheDir?: string;
}
