import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Looks at a queue of firebase-tools: how often in half a second while it has tasks, and when it first hears of one. */
const watch = (...args: string[]) => {
  const printed = execFileSync(process.execPath, [
    ...args,
    '-e',
    `const { TaskQueueController } = require('firebase-tools/lib/emulator/tasksEmulator');
     const controller = new TaskQueueController();
     const [begun, queue] = [Date.now(), { hasTask: false, looks: 0 }];
     queue.isActive = () => queue.hasTask;
     queue.dispatchTasks = () => {
       queue.heardMs ??= Date.now() - begun;
       queue.looks++;
     };
     queue.processDispatch = () => undefined;
     controller.queues = { queue };
     controller.start();
     queue.hasTask = true;
     const timer = setInterval(() => {
       if (queue.heardMs === undefined || Date.now() < begun + queue.heardMs + 500) return;
       clearInterval(timer);
       controller.stop();
       console.log(JSON.stringify(queue));
     }, 20);`,
  ]);
  return JSON.parse(printed.toString()) as { heardMs: number; looks: number };
};

test('the emulated queue hears of a task at once and does not look for its end all the time', () => {
  const usual = watch();
  const calm = watch('--import', new URL('calmTasks.ts', import.meta.url).href);
  expect(calm.heardMs).toBeLessThan(usual.heardMs);
  expect(calm.looks).toBeLessThan(usual.looks);
});
