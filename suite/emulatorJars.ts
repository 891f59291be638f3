/** Makes what firebase-tools can run out of a Firestore emulator's jar that is not its own. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JarEntry } from './jarFile.ts';
import { jarOf } from './jarFile.ts';
import type { Java } from './java.ts';
import { MIN_JAVA_MAJOR } from './java.ts';
import { CACHE_FOLDER, REPO_FOLDER } from './paths.ts';
import { run } from './runProgram.ts';
import { SuiteError } from './suiteError.ts';

const FIRESTORE_MAIN_CLASS = 'com.google.cloud.datastore.emulator.firestore.CloudFirestore';
const RULES_RUNTIME_CLASS = 'StorageRulesRuntime';
const RULES_RUNTIME_SOURCE = join(REPO_FOLDER, 'suite', 'rules-runtime', `${RULES_RUNTIME_CLASS}.java`);

/**
 * A jar that `java -jar` starts the Firestore emulator with: the Cloud CLI's own names no main class.
 * @returns its path; made once for each `firestoreJar`
 */
export async function firestoreStarterJar(firestoreJar: string): Promise<string> {
  return await cachedJar('firestore', await fingerprint(firestoreJar), FIRESTORE_MAIN_CLASS, firestoreJar, async () => []);
}

/**
 * The storage rules runtime in `rules-runtime/`, compiled against the Firestore emulator's jar, which it runs on.
 * @returns the jar's path; made once for each `firestoreJar` and each state of the source
 * @throws SuiteError when `java` has no compiler, or the jar holds no rules engine that this source knows
 */
export async function storageRulesJar(firestoreJar: string, java: Java): Promise<string> {
  const source = await readFile(RULES_RUNTIME_SOURCE, 'utf8');
  const key = `${source}${await fingerprint(firestoreJar)}`;
  return await cachedJar('storage-rules', key, RULES_RUNTIME_CLASS, firestoreJar, async () => {
    if (!java.hasCompiler) {
      throw new SuiteError(
        `The Java ${java.major} at ${java.home} has no compiler, and one is needed here to build the storage rules runtime. ` +
          `Install a JDK, version ${MIN_JAVA_MAJOR} or newer (https://adoptium.net), not just a JRE.`,
      );
    }
    const folder = await mkdtemp(join(CACHE_FOLDER, 'javac-'));
    try {
      const args = ['-proc:none', '--release', String(MIN_JAVA_MAJOR), '-cp', firestoreJar, '-d', folder, RULES_RUNTIME_SOURCE];
      const { exitCode, output } = await run(join(java.home, 'bin', 'javac'), args);
      if (exitCode !== 0) {
        throw new SuiteError(
          `The Firestore emulator at ${firestoreJar} does not hold the storage rules engine that this project knows. ` +
            `Update the Google Cloud CLI (\`gcloud components update\`) and try again.\n${output}`,
        );
      }
      const classes = (await readdir(folder)).filter((name) => name.endsWith('.class')).sort();
      return await Promise.all(classes.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

async function cachedJar(
  name: string,
  key: string,
  mainClass: string,
  classPath: string,
  entries: () => Promise<readonly JarEntry[]>,
): Promise<string> {
  const path = join(CACHE_FOLDER, `${name}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}.jar`);
  if (existsSync(path)) return path;
  await mkdir(CACHE_FOLDER, { recursive: true });
  const bytes = jarOf({ 'Main-Class': mainClass, 'Class-Path': pathToFileURL(classPath).href }, await entries());
  // Written aside and renamed: another suite that starts at the same time never sees half a jar.
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, bytes);
  await rename(aside, path);
  return path;
}

/** Changes when the file is replaced; hashing 50 MB at each start would cost more than it is worth. */
async function fingerprint(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  return `${file} ${size} ${mtimeMs}`;
}
