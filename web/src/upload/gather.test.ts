import { describe, expect, it } from 'vitest';
import { fromEntries, fromFolder, fromList, MOST_FILES } from './gather.ts';

const file = (name: string): FileSystemFileEntry =>
  ({
    ...{ name, isDirectory: false, isFile: true },
    file: (take: (file: File) => void) => take(new File(['x'], name)),
  }) as unknown as FileSystemFileEntry;

/** Its reader gives two entries at a time, as browsers give a hundred. */
function folder(name: string, entries: readonly FileSystemEntry[]): FileSystemDirectoryEntry {
  const createReader = () => {
    const left = [...entries];
    return { readEntries: (take: (some: FileSystemEntry[]) => void) => take(left.splice(0, 2)) };
  };
  return { name, isDirectory: true, isFile: false, createReader } as unknown as FileSystemDirectoryEntry;
}

const names = (files: readonly File[]) => files.map(({ name }) => name);

describe('what was dropped', () => {
  it('is gone through, folder by folder; of folders only known types are taken', async () => {
    const inner = folder('inner', [file('c.TIFF'), file('notes.docx'), file('.DS_Store')]);
    const outer = folder('outer', [file('b.png'), inner, file('a.pdf'), folder('.git', [file('x.pdf')])]);
    const { files, leftOut, cut } = await fromEntries([outer, file('dropped.docx')]);
    expect(names(files)).toEqual(['dropped.docx', 'a.pdf', 'b.png', 'c.TIFF']);
    expect({ leftOut, cut }).toEqual({ leftOut: 1, cut: false });
  });

  it('is cut where nobody can have meant it', async () => {
    const many = Array.from({ length: MOST_FILES + 100 }, (_, i) => file(`${i}.pdf`));
    const { files, cut } = await fromEntries([folder('many', many)]);
    expect(files).toHaveLength(MOST_FILES);
    expect(cut).toBe(true);
  });

  it('keeps what cannot be read, so that it is said of that file', async () => {
    const gone = { ...file('gone.pdf'), file: (_: unknown, fail: (error: Error) => void) => fail(new Error('NotFound')) };
    expect(names((await fromEntries([gone as never])).files)).toEqual(['gone.pdf']);
  });
});

describe('what was chosen', () => {
  it('is taken file by file, whatever it is, and of a folder what is known', () => {
    const files = [new File([''], 'a.pdf'), new File([''], 'b.txt'), new File([''], 'Thumbs.db')];
    expect(fromList(files)).toMatchObject({ files, leftOut: 0 });
    expect(names(fromFolder(files).files)).toEqual(['a.pdf']);
    expect(fromFolder(files).leftOut).toBe(1);
  });
});
