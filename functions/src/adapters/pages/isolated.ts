/**
 * Pages made in a process of their own, so that whatever a file does to the libraries that open it (loop, crash, eat memory)
 * ends with that process. A thread would not do: native code cannot be stopped in one, and its crash is everybody's.
 * The process is kept from page to page and replaced when it has died, was ended, or has made many pages.
 */

import { extname } from 'node:path';
import type { MadePage, PageMaker } from '../../app/pagePorts.ts';
import type { LocalFile, Log } from '../../app/ports.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { PdfOutput } from '../../contract/options.ts';
import { PipelineError } from '../../domain/failure.ts';
import type { Written } from '../pdf/addTextLayer.ts';
import type { Request } from './messages.ts';
import { type End, type Limit, type PageProcess, ProcessEnded, startPageProcess } from './pageProcess.ts';

/** What the libraries keep for themselves grows slowly; a start costs as much as drawing a page. */
const CALLS_PER_PROCESS = 100;

export interface IsolationSettings {
  readonly inspect: Limit;
  readonly page: Limit;
  readonly pdf: Limit;
  /** Of the process's JavaScript heap; what libraries hold beside it counts as resident. */
  readonly heapMib: number;
}

/** What else the process does: it opens the file once more, by other libraries. Throws as `preparePage`. */
export interface PdfProcess {
  /** @param words the path of what was read, see `writePdf` @param target the path of the file to write */
  writePdf(file: LocalFile, output: PdfOutput, words: string, firstPage: number, target: string): Promise<Written>;
  /** @param view a page image, as `preparePage` gives it */
  toJpeg(view: Uint8Array): Promise<Uint8Array>;
}

/** @param entry the program of the process; it speaks `messages.ts` */
export function isolatedPageMaker(
  settings: IsolationSettings,
  log: Log,
  entry = new URL(`./entry${extname(import.meta.url)}`, import.meta.url),
): PageMaker & PdfProcess & { close(): Promise<void> } {
  let running: PageProcess | undefined;
  /** Calls go one after the other: a page needs the memory for itself. */
  let queue: Promise<unknown> = Promise.resolve();

  function start(): PageProcess {
    const started = startPageProcess(entry, settings.heapMib);
    log.info('page process started', { pid: started.pid });
    void started.ended.then(({ end, ...rest }) => {
      const isWanted = end.kind === 'closed';
      const fields = { pid: started.pid, ...end, ...rest };
      if (isWanted) log.info('page process ended', fields);
      else log.warn('page process ended', fields);
    });
    return started;
  }

  async function stop(): Promise<void> {
    const stopped = running;
    running = undefined;
    await stopped?.close();
  }

  async function current(): Promise<PageProcess> {
    if (running !== undefined && (!running.isAlive || running.calls >= CALLS_PER_PROCESS)) await stop();
    running ??= start();
    return running;
  }

  function limitOf(call: Request['call']): Limit {
    switch (call) {
      case 'inspect':
        return settings.inspect;
      case 'preparePage':
      case 'toJpeg':
        return settings.page;
      case 'writePdf':
        return settings.pdf;
      default:
        return call satisfies never;
    }
  }

  async function ask<R>(request: Request): Promise<R> {
    const limit = limitOf(request.call);
    const used = await current();
    const wasNew = used.calls === 0;
    const reply = await used.call(request, limit).catch(async (error: unknown) => {
      // What it held of earlier pages may have been too much, or broken: only alone does a page show what it is worth.
      if (!wasNew && error instanceof ProcessEnded && (error.end.kind === 'memory' || error.end.kind === 'crash')) {
        return (await current()).call(request, limit);
      }
      throw error;
    });
    if (reply.kind === 'answer') return reply.value as R;
    throw new PipelineError(reply.code, reply.message, { cause: reply.cause });
  }

  function inTurn<R>(request: Request): Promise<R> {
    const turn = queue.then(() => ask<R>(request));
    queue = turn.catch(() => undefined);
    return turn.catch((error: unknown) => {
      if (!(error instanceof ProcessEnded)) throw error;
      const code = request.call === 'inspect' ? inspectCode(error.end) : pageCode(error.end);
      throw new PipelineError(code, `the page process ended: ${error.message}`, { cause: error });
    });
  }

  return {
    warmUp() {
      try {
        if (running?.isAlive !== true) running = start();
      } catch {
        // The call that needs it tries again, and says why.
      }
    },
    inspect: (file) => inTurn<Awaited<ReturnType<PageMaker['inspect']>>>({ call: 'inspect', file }),
    preparePage: (file, pageNumber, wish) => inTurn<MadePage>({ call: 'preparePage', file, pageNumber, wish }),
    writePdf: (file, output, words, firstPage, target) =>
      inTurn<Written>({ call: 'writePdf', file, output, words, firstPage, target }),
    toJpeg: (image) => inTurn<Uint8Array>({ call: 'toJpeg', image }),
    close: stop,
  };
}

/** A file that cannot even be looked at is damaged, whatever it does instead of opening. */
function inspectCode({ kind }: End): ErrorCode {
  switch (kind) {
    case 'time':
    case 'memory':
    case 'crash':
      return 'CORRUPT';
    case 'killed':
    case 'start':
      return 'UNKNOWN';
    default:
      return kind satisfies never;
  }
}

function pageCode({ kind }: End): ErrorCode {
  switch (kind) {
    // Nothing is gained by another attempt, and the advice fits: make it smaller.
    case 'memory':
      return 'PAGE_TOO_BIG';
    case 'time':
    case 'crash':
    case 'killed':
      return 'RENDER_FAILED';
    case 'start':
      return 'UNKNOWN';
    default:
      return kind satisfies never;
  }
}
