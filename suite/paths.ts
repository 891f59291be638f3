/** Where the suite keeps what it makes: everything below one ignored folder of the clone. */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPO_FOLDER = dirname(dirname(fileURLToPath(import.meta.url)));
/** Tests that start a suite for work have it keep its state elsewhere, so that they meet nobody's data. */
export const STATE_FOLDER = process.env.PAGESTREAM_STATE_FOLDER ?? join(REPO_FOLDER, '.pagestream');
/** Jars made here, by a key of what went into them. */
export const CACHE_FOLDER = join(STATE_FOLDER, 'cache');
/** Held while building: what is built lies in the clone, whoever builds and wherever their state lies. */
export const BUILD_LOCK_FILE = join(REPO_FOLDER, '.pagestream', 'build.lock');
/** One folder a run: its generated configuration, its web root, its logs. */
export const RUNS_FOLDER = join(STATE_FOLDER, 'runs');
/** What the suite for work knows from one start to the next (Auth, Firestore, Storage). */
export const DATA_FOLDER = join(STATE_FOLDER, 'data');
/** Says which suite for work is running; see `running.ts`. */
export const RUNNING_FILE = join(STATE_FOLDER, 'running.json');
