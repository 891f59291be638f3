/**
 * Preloaded into every Node process of a suite (`NODE_OPTIONS=--import`): in the function workers, and only there, whoever
 * imports `wiring` gets `faultyWiring.ts`. So faults come in by the adapters, and the product has no hook for them.
 */

import { registerHooks } from 'node:module';
import { CHAOS_FOLDER } from './record.ts';

const SOURCE = new URL('../functions/src/', import.meta.url).href;
const BUILT = new URL('../functions/lib/', import.meta.url).href;
const WIRING = new URL('wiring.js', BUILT).href;
const FAULTY_WIRING = new URL('faultyWiring.ts', import.meta.url).href;

const isFunctionWorker = process.env.FUNCTION_TARGET !== undefined && process.argv[1]?.includes('functionsEmulatorRuntime');

if (isFunctionWorker && process.env[CHAOS_FOLDER] !== undefined) {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const found = nextResolve(specifier, context);
      // A class must be the same one for those who throw it and those who catch it: what runs is what was built.
      const url = found.url.startsWith(SOURCE) ? found.url.replace(SOURCE, BUILT).replace(/\.ts$/, '.js') : found.url;
      if (url === WIRING && context.parentURL !== FAULTY_WIRING) {
        return { url: FAULTY_WIRING, format: 'module-typescript', shortCircuit: true };
      }
      return url === found.url ? found : { url, format: 'module', shortCircuit: true };
    },
  });
}
