/** Runs what is queued in a world in memory, as the queue would. */

import { exportJob } from '../app/exportJob.ts';
import { finishJob } from '../app/finishJob.ts';
import { recognisePages } from '../app/recognisePages.ts';
import type { World } from './memoryWorld.ts';

/** Takes every task off the queue and runs it, those too that come meanwhile, until none is left or ten came back in a row. */
export async function runQueue(world: World): Promise<void> {
  for (let cameBack = 0; cameBack < 10; ) {
    const pages = world.pagesTasks.shift();
    if (pages !== undefined) {
      const { kind } = await recognisePages(world.ports, pages);
      cameBack = kind === 'again' ? cameBack + 1 : 0;
      if (kind === 'again') world.pagesTasks.push(pages);
      continue;
    }
    const finish = world.finishTasks.shift();
    if (finish !== undefined) {
      const { kind } = await finishJob(world.ports, finish);
      cameBack = kind === 'again' ? cameBack + 1 : 0;
      if (kind === 'again') world.finishTasks.push(finish);
      continue;
    }
    const exporting = world.exportTasks.shift();
    if (exporting === undefined) return;
    const outcome = await exportJob(world.ports, exporting);
    cameBack = outcome === 'again' ? cameBack + 1 : 0;
    if (outcome === 'again') world.exportTasks.push(exporting);
  }
}

/** The queue forgets everything: its tasks were lost. */
export function loseQueue(world: World): void {
  world.pagesTasks.length = 0;
  world.finishTasks.length = 0;
  world.exportTasks.length = 0;
}
