/**
 * Makes the language data beside it from Debian's packages, and from npm's for the accurate models: run by hand when the data changes, never by an install or by the
 * functions. `node functions/languages/vendor.ts [FOLDER] [--accept]`; README.md says more.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Component, readComponents, writeComponents } from '../src/adapters/ocr/traineddata.ts';

/** Of every package below. */
const VERSION = '1:4.1.0-2';
const LICENCE = 'Apache-2.0';

/** The code is tesseract's: a language in small letters, a whole script with a capital. */
const SOURCES: readonly (readonly [code: string, name: string, packageName: string])[] = [
  ['eng', 'English', 'tesseract-ocr-eng'],
  ['deu', 'German', 'tesseract-ocr-deu'],
  ['fra', 'French', 'tesseract-ocr-fra'],
  ['spa', 'Spanish', 'tesseract-ocr-spa'],
  ['ita', 'Italian', 'tesseract-ocr-ita'],
  ['por', 'Portuguese', 'tesseract-ocr-por'],
  ['nld', 'Dutch', 'tesseract-ocr-nld'],
  ['pol', 'Polish', 'tesseract-ocr-pol'],
  ['rus', 'Russian', 'tesseract-ocr-rus'],
  ['ell', 'Greek', 'tesseract-ocr-ell'],
  ['ara', 'Arabic', 'tesseract-ocr-ara'],
  ['hin', 'Hindi', 'tesseract-ocr-hin'],
  ['chi_sim', 'Chinese, simplified', 'tesseract-ocr-chi-sim'],
  ['jpn', 'Japanese', 'tesseract-ocr-jpn'],
  ['kor', 'Korean', 'tesseract-ocr-kor'],
  ['Latin', 'Latin script, whatever the language', 'tesseract-ocr-script-latn'],
  ['osd', 'orientation and script', 'tesseract-ocr-osd'],
];

/** The accurate models, `4.0.0_best_int` of npm's packages, as far as there are any. */
const ACCURATE_VERSION = '1.0.0';
const ACCURATE = ['eng', 'deu', 'fra', 'spa', 'ita', 'por', 'nld', 'pol', 'ell', 'ara', 'hin', 'chi_sim', 'jpn', 'kor'];
/** Read by the library alone, which looks into dictionaries. */
const WITH_DICTIONARY = ['ara', 'hin', 'chi_sim', 'jpn', 'kor'];

/** What the engine reads with. */
const KEPT: readonly Component[] = ['config', 'lstm', 'lstm-unicharset', 'lstm-recoder', 'version'];
/** A language's own words; of a whole script they are too many, see README.md. */
const DICTIONARIES: readonly Component[] = ['lstm-punc-dawg', 'lstm-word-dawg', 'lstm-number-dawg'];
/** Orientation is told by the older engine. */
const KEPT_FOR_ORIENTATION: readonly Component[] = ['unicharset', 'inttemp', 'pffmtable', 'normproto'];

interface Entry {
  readonly model: 'fast' | 'accurate';
  readonly code: string;
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly licence: string;
  /** Of the package, of the data in it, unpacked, and of our file beside this one; hexadecimal. */
  readonly packageSha256: string;
  readonly sourceSha256: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly components: string;
}

const HERE = import.meta.dirname;
const MANIFEST = join(HERE, 'languages.json');
const FOLDERS = { fast: join(HERE, 'data'), accurate: join(HERE, 'accurate') } as const;
const MUCH = { maxBuffer: 64 * 1024 * 1024 };

function vendor(folder: string, isAccepted: boolean): void {
  const known = existsSync(MANIFEST) ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as readonly Entry[]) : [];
  const files = new Map<string, Buffer>();

  function entryOf(
    about: Pick<Entry, 'model' | 'code' | 'name' | 'package' | 'version'>,
    packageFile: string,
    unpack: () => Buffer,
    wanted: readonly Component[],
  ): Entry {
    const { model, code } = about;
    const packageSha256 = sha256(readFileSync(packageFile));
    const expected = known.find((entry) => entry.model === model && entry.code === code)?.packageSha256;
    if (packageSha256 !== expected && !isAccepted) {
      throw new Error(`${about.package} has the checksum ${packageSha256}, not ${expected}; --accept takes it nevertheless`);
    }
    const source = unpack();
    const components = new Map([...readComponents(source)].filter(([component]) => wanted.includes(component)));
    // No name and no time go into the header, so the same data gives the same bytes.
    const file = gzipSync(writeComponents(components), { level: 9 });
    files.set(join(FOLDERS[model], `${code}.traineddata.gz`), file);
    return {
      ...{ ...about, licence: LICENCE, packageSha256, sourceSha256: sha256(source), sha256: sha256(file) },
      ...{ sizeBytes: file.length, components: [...components.keys()].join(' ') },
    };
  }

  const fast = SOURCES.map(([code, name, packageName]) => {
    const packageFile = packageIn(folder, packageName);
    const wanted = code === 'osd' ? KEPT_FOR_ORIENTATION : code === 'Latin' ? KEPT : [...KEPT, ...DICTIONARIES];
    const about = { model: 'fast', code, name, package: packageName, version: VERSION } as const;
    return entryOf(about, packageFile, () => unpacked(packageFile), wanted);
  });
  const accurate = ACCURATE.map((code) => {
    const name = SOURCES.find(([each]) => each === code)?.[1] ?? code;
    const packageFile = join(folder, `tesseract.js-data-${code}-${ACCURATE_VERSION}.tgz`);
    if (!existsSync(packageFile)) throw new Error(`${folder} has no @tesseract.js-data/${code} ${ACCURATE_VERSION}`);
    const packed = `package/4.0.0_best_int/${code}.traineddata.gz`;
    const unpack = () => gunzipSync(execFileSync('tar', ['-xzOf', packageFile, packed], MUCH));
    const wanted = WITH_DICTIONARY.includes(code) ? [...KEPT, ...DICTIONARIES] : KEPT;
    const about = { model: 'accurate', code, name, package: `@tesseract.js-data/${code}`, version: ACCURATE_VERSION } as const;
    return entryOf(about, packageFile, unpack, wanted);
  });
  const entries = [...fast, ...accurate];
  for (const each of Object.values(FOLDERS)) {
    rmSync(each, { recursive: true, force: true });
    mkdirSync(each);
  }
  for (const [path, file] of files) writeFileSync(path, file);
  writeFileSync(MANIFEST, `${JSON.stringify(entries, undefined, 2)}\n`);
  for (const { model, code, sizeBytes } of entries) console.log(`${model} ${code}: ${sizeBytes} bytes`);
}

/** apt writes the colon of a version as `%3a`. */
function packageIn(folder: string, packageName: string): string {
  const file = readdirSync(folder).find((name) => name.startsWith(`${packageName}_${VERSION.replace(':', '%3a')}_`));
  if (file === undefined) throw new Error(`${folder} has no ${packageName} ${VERSION}`);
  return join(folder, file);
}

/** The one language file in a package. */
function unpacked(packageFile: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'language-package-'));
  try {
    execFileSync('dpkg-deb', ['--extract', packageFile, folder]);
    const [file, ...others] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.traineddata'),
    );
    if (file === undefined || others.length > 0) throw new Error(`${packageFile} does not hold one language file`);
    return readFileSync(join(folder, file));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function download(folder: string): void {
  const packages = SOURCES.map(([, , packageName]) => `${packageName}=${VERSION}`);
  execFileSync('apt-get', ['download', ...packages], { cwd: folder, stdio: 'inherit' });
  const accurate = ACCURATE.map((code) => `@tesseract.js-data/${code}@${ACCURATE_VERSION}`);
  execFileSync('npm', ['pack', '--silent', ...accurate], { cwd: folder, stdio: 'inherit' });
}

const { values, positionals } = parseArgs({ options: { accept: { type: 'boolean', default: false } }, allowPositionals: true });
const [given] = positionals;
if (given !== undefined) {
  vendor(given, values.accept);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'language-packages-'));
  try {
    download(folder);
    vendor(folder, values.accept);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
