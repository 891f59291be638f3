/** What a run's `firebase.json` says: the committed one, with this run's ports and paths. */

import { join, relative } from 'node:path';
import { DEFAULT_REGION } from '../functions/src/contract/calls.ts';
import type { Ports } from './ports.ts';
import { HOST } from './ports.ts';

interface Header {
  readonly key: string;
  readonly value: string;
}

/** The parts of the committed `firebase.json` that a local run changes. */
export interface FirebaseConfig {
  readonly functions: { readonly source: string; readonly codebase: string; readonly predeploy?: readonly string[] };
  readonly firestore: { readonly rules: string; readonly indexes: string };
  readonly storage: { readonly rules: string };
  readonly hosting: {
    readonly public: string;
    readonly headers?: readonly { readonly source: string; readonly headers: readonly Header[] }[];
  };
}

/** The web root of a run, below its folder. */
export const RUN_WEB_FOLDER = 'public';

/**
 * @param committed the project's own `firebase.json`
 * @param places `repoFolder` holds it; `runFolder` will hold the result, and the web root in `RUN_WEB_FOLDER`
 */
export function runConfig<Config extends FirebaseConfig>(
  committed: Config,
  places: { readonly repoFolder: string; readonly runFolder: string },
  ports: Ports,
  withUi: boolean,
) {
  const at = (port: number) => ({ host: HOST, port });
  // What the page of a local run talks to lies on other ports, which the policy for production rightly forbids.
  const emulators = [ports.auth, ports.firestore, ports.storage, ports.functions].map((port) => `http://${HOST}:${port}`);
  return {
    ...committed,
    functions: {
      ...committed.functions,
      // firebase-tools joins this to its project folder, so it cannot be absolute; the rules' paths can.
      source: relative(places.runFolder, join(places.repoFolder, committed.functions.source)).replaceAll('\\', '/'),
      predeploy: [],
    },
    firestore: {
      rules: join(places.repoFolder, committed.firestore.rules),
      indexes: join(places.repoFolder, committed.firestore.indexes),
    },
    storage: { rules: join(places.repoFolder, committed.storage.rules) },
    hosting: {
      ...committed.hosting,
      public: RUN_WEB_FOLDER,
      headers: committed.hosting.headers?.map((rule) => ({
        ...rule,
        headers: rule.headers
          // Local runs are http: this would have the browser ask for https from now on.
          .filter(({ key }) => key !== 'Strict-Transport-Security')
          .map((header) =>
            header.key === 'Content-Security-Policy' ? { ...header, value: allowOrigins(header.value, emulators) } : header,
          ),
      })),
    },
    emulators: {
      singleProjectMode: true,
      auth: at(ports.auth),
      firestore: { ...at(ports.firestore), websocketPort: ports.firestoreWebsocket },
      storage: at(ports.storage),
      functions: at(ports.functions),
      eventarc: at(ports.eventarc),
      tasks: at(ports.tasks),
      hosting: at(ports.hosting),
      hub: at(ports.hub),
      ui: { enabled: withUi, ...at(ports.ui) },
      logging: at(ports.logging),
    },
  };
}

/** What the web app reads to find the emulators; in production the file holds `null`. */
export function emulatorsJson(projectId: string, ports: Ports) {
  const at = (port: number) => ({ host: HOST, port });
  return {
    projectId,
    auth: at(ports.auth),
    firestore: at(ports.firestore),
    storage: at(ports.storage),
    functions: at(ports.functions),
    functionsRegion: process.env.PAGESTREAM_REGION || DEFAULT_REGION,
  };
}

/** Adds origins to the directives of a content security policy that fetch or show what the emulators serve. */
export function allowOrigins(policy: string, origins: readonly string[]): string {
  return policy
    .split(';')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '' && directive !== 'upgrade-insecure-requests')
    .map((directive) => (/^(connect|img|frame)-src /.test(directive) ? `${directive} ${origins.join(' ')}` : directive))
    .join('; ');
}
