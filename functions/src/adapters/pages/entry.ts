/** The program of the page process (`pageProcess.ts` starts it): makes pages and PDFs, one request at a time, until its parent is gone. */

import { codeOf } from '../../domain/failure.ts';
import { toJpeg } from '../images/preparer.ts';
import { endWithParent } from './endWithParent.ts';
import { inProcessPageMaker } from './inProcess.ts';
import type { Reply, Request } from './messages.ts';

const pages = inProcessPageMaker();

async function answer(request: Request): Promise<void> {
  try {
    say({ kind: 'answer', value: await valueFor(request) });
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : { message: String(error) };
    say({ kind: 'failure', code: codeOf(error), message, cause: cause === undefined ? undefined : String(cause) });
  }
}

function valueFor(request: Request): Promise<unknown> {
  switch (request.call) {
    case 'inspect':
      return pages.inspect(request.file);
    case 'preparePage':
      return pages.preparePage(request.file, request.pageNumber, request.wish);
    case 'writePdf':
      return writePdf(request);
    case 'toJpeg':
      return toJpeg(request.image);
    default:
      return request satisfies never;
  }
}

/** Its libraries are for this alone. */
async function writePdf({ file, output, words, firstPage, target }: Extract<Request, { call: 'writePdf' }>): Promise<unknown> {
  const library = await import('../pdf/writePdf.ts');
  return library.writePdf(file, output, words, firstPage, target);
}

function say(reply: Reply): void {
  process.send?.(reply);
}

// The whole group is told to stop when somebody presses Ctrl-C; what is being read then is the parent's to decide.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('message', (request) => void answer(request as Request));
say({ kind: 'ready' });
endWithParent();
