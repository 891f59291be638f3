/** `npm start`: the whole pipeline on this machine, with the sample run through it in sight, until Ctrl-C. */

import { launchSuite } from './launch.ts';
import { describeError } from './suiteError.ts';

async function start(): Promise<number> {
  const startedMs = performance.now();
  const suite = await launchSuite({ purpose: 'work', log: (line) => console.log(line) });
  console.log(`Ready after ${((performance.now() - startedMs) / 1000).toFixed(1)} s: ${suite.hostingUrl}`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void suite.stop());
  return (await suite.ended) ? 0 : 1;
}

start().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(describeError(error));
    process.exit(1);
  },
);
