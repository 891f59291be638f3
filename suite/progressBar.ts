/** Progress of several files at once: bars that are redrawn in a terminal, plain lines anywhere else. */

/** How far one file is, as its job document says. */
export interface FileProgress {
  readonly percent: number;
  readonly message: string;
}

/** What the display writes to: stderr, or a test's own. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressDisplay {
  update(file: string, progress: FileProgress): void;
  /** Takes the file's bar away and leaves a line in its place. */
  finish(file: string, line: string): void;
}

const BAR_COLUMNS = 24;
const ERASE_LINE = '\x1b[2K';
const LINE_UP = '\x1b[1A';

export function createProgressDisplay(stream: ProgressStream): ProgressDisplay {
  return stream.isTTY ? bars(stream) : lines(stream);
}

/** `scan.pdf  ███████░░░░░  58 %  Page 3 of 5`, cut to the width. */
export function progressLine(file: string, { percent, message }: FileProgress, columns: number): string {
  const filled = Math.round((Math.min(Math.max(percent, 0), 100) / 100) * BAR_COLUMNS);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_COLUMNS - filled);
  const line = `${file}  ${bar} ${String(Math.round(percent)).padStart(3)} %  ${message}`;
  // One column is left free: some terminals wrap a line that fills the last one.
  return [...line].slice(0, Math.max(columns - 1, 1)).join('');
}

function bars(stream: ProgressStream): ProgressDisplay {
  const active = new Map<string, FileProgress>();
  let drawn = 0;
  const erase = () => `\r${ERASE_LINE}${`${LINE_UP}${ERASE_LINE}`.repeat(drawn)}`;
  const draw = (before: string) => {
    const text = [...active].map(([file, progress]) => `${progressLine(file, progress, stream.columns ?? 80)}\n`).join('');
    // In one write: a terminal never shows half of it.
    stream.write(`${erase()}${before}${text}`);
    drawn = active.size;
  };
  return {
    update(file, progress) {
      active.set(file, progress);
      draw('');
    },
    finish(file, line) {
      active.delete(file);
      draw(`${line}\n`);
    },
  };
}

function lines(stream: ProgressStream): ProgressDisplay {
  const last = new Map<string, string>();
  return {
    update(file, { percent, message }) {
      const line = `${file}: ${Math.round(percent)} % ${message}`.trimEnd();
      if (last.get(file) === line) return;
      last.set(file, line);
      stream.write(`${line}\n`);
    },
    finish(file, line) {
      last.delete(file);
      stream.write(`${line}\n`);
    },
  };
}
