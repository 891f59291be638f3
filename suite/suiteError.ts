/**
 * Something that a person can put right: a missing prerequisite, a port, a file. Its message is one clear sentence or two
 * with what to do, and it is shown without a stack.
 */
export class SuiteError extends Error {
  override readonly name = 'SuiteError';
}

/** What to print for anything thrown: the sentence of a `SuiteError`, the whole stack of a defect. */
export function describeError(error: unknown): string {
  if (error instanceof SuiteError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs a program of the command line: what it throws is told, and it exits with 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(describeError(error));
    process.exitCode = 1;
  }
}
