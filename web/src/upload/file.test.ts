import { describe, expect, it } from 'vitest';
import { MAX_FILE_NAME_BYTES, MAX_UPLOAD_BYTES } from '../../../functions/src/contract/limits.ts';
import { parseUploadPath, uploadPath } from '../../../functions/src/contract/paths.ts';
import { ACCEPT, judgeFile, storedName } from './file.ts';

const pdf = new TextEncoder().encode('%PDF-1.7');

describe('before it is sent, a file', () => {
  it('is known by its bytes', () => {
    expect(judgeFile(8, pdf)).toEqual({ ok: true, fileType: 'pdf' });
    expect(judgeFile(5, new TextEncoder().encode('hello'))).toEqual({ ok: false, code: 'UNSUPPORTED_TYPE' });
  });

  it('is refused with the code that the server would give', () => {
    expect(judgeFile(0, new Uint8Array())).toEqual({ ok: false, code: 'EMPTY_FILE' });
    expect(judgeFile(MAX_UPLOAD_BYTES, pdf)).toEqual({ ok: true, fileType: 'pdf' });
    expect(judgeFile(MAX_UPLOAD_BYTES + 1, pdf)).toEqual({ ok: false, code: 'TOO_LARGE' });
  });

  it('can be found in the picker by type and by extension', () => {
    expect(ACCEPT.split(',')).toEqual(expect.arrayContaining(['application/pdf', '.pdf', 'image/jpeg', '.jpg', '.jpeg', '.tif']));
  });
});

describe('the stored name', () => {
  it.each(['Rechnung Nr. 7 (Kopie) #2 50%.pdf', '発票 [2026]?.png', 'naïve *&^$!.tiff', "it's “quoted”.pdf"])(
    'keeps %s',
    (name) => {
      expect(storedName(name)).toBe(name);
    },
  );

  it.each([
    ['a/b.pdf', 'a b.pdf'],
    ['line\nbreak\t.pdf', 'line break .pdf'],
    ['lone \ud800.pdf', 'lone \ufffd.pdf'],
    ['..', 'file'],
    [' \u0000 ', 'file'],
    ['', 'file'],
  ])('of %j is %j', (name, stored) => {
    expect(storedName(name)).toBe(stored);
  });

  it('is cut between characters and keeps its extension', () => {
    const stored = storedName(`${'📄'.repeat(100)}.pdf`);
    expect(new TextEncoder().encode(stored).length).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES);
    expect(stored).toMatch(/^📄+\.pdf$/u);
  });

  it.each(['', '/', '..', '\ud800', 'é'.repeat(400), `x.${'y'.repeat(400)}`])(
    'of %j makes a path that the server takes',
    (name) => {
      const job = { uid: 'someone', jobId: 'A'.repeat(20) };
      expect(parseUploadPath(uploadPath(job, storedName(name)))).toEqual({ ...job, fileName: storedName(name) });
    },
  );
});
