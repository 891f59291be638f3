/** Finds a JDK that firebase-tools accepts, which need not be the host's default `java`. */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { SuiteError } from './suiteError.ts';

/** firebase-tools 15 refuses anything older. */
export const MIN_JAVA_MAJOR = 21;

export interface Java {
  /** Its `JAVA_HOME`. */
  readonly home: string;
  readonly major: number;
  /** Whether a plain `java` would have been this one. */
  readonly isDefault: boolean;
  /** Whether it has a compiler (a JDK) or only runs things (a JRE). */
  readonly hasCompiler: boolean;
}

/** What the search needs to know of a host; a test gives it one made up. */
export interface JavaHost {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  exists(path: string): boolean;
  /** Names in a folder, [] when there is no such folder. */
  list(folder: string): readonly string[];
  /** With symbolic links followed. */
  resolve(path: string): string;
  /** Major version of the Java at `home`, undefined when there is none that works. */
  majorVersion(home: string): number | undefined;
}

/**
 * The first Java ≥ 21, looked for in `JAVA_HOME`, then `PATH`, then the platform's usual folders (newest first); one with a
 * compiler wins over one without.
 * @throws SuiteError naming what was found instead and how to get a JDK
 */
export function findJava(host: JavaHost = thisHost): Java {
  const path = host.platform === 'win32' ? win32 : posix;
  const executable = (name: string) => (host.platform === 'win32' ? `${name}.exe` : name);

  const candidates: { readonly home: string; readonly isDefault: boolean }[] = [];
  if (host.env.JAVA_HOME) candidates.push({ home: host.env.JAVA_HOME, isDefault: true });
  for (const folder of (host.env.PATH ?? '').split(path.delimiter)) {
    const java = path.join(folder, executable('java'));
    if (folder === '' || !host.exists(java)) continue;
    candidates.push({ home: path.dirname(path.dirname(host.resolve(java))), isDefault: true });
    break;
  }
  const installed = usualHomes(host, path)
    .map((home) => ({ home, isDefault: false, major: host.majorVersion(home) ?? 0 }))
    .sort((a, b) => b.major - a.major);
  candidates.push(...installed);

  const found: Java[] = [];
  const tooOld = new Set<number>();
  for (const { home, isDefault } of candidates) {
    const major = host.majorVersion(home);
    if (major === undefined) continue;
    const hasCompiler = host.exists(path.join(home, 'bin', executable('javac')));
    if (major >= MIN_JAVA_MAJOR) found.push({ home, major, isDefault, hasCompiler });
    else tooOld.add(major);
  }
  const best = found.find((java) => java.hasCompiler) ?? found[0];
  if (best !== undefined) return best;
  const instead = tooOld.size === 0 ? 'none was found' : `only Java ${[...tooOld].join(' and ')} was found`;
  throw new SuiteError(
    `The Firebase emulators need a JDK, version ${MIN_JAVA_MAJOR} or newer, and ${instead}. ` +
      `Install one (${howToInstall(host.platform)}, or https://adoptium.net), or point JAVA_HOME at it, and try again.`,
  );
}

/**
 * Java compiles what it runs often a second time, thoroughly, which pays after hours: an emulator lives for minutes, and most of
 * its processor time went there. Its own variable, which only `java` reads, since firebase-tools has no setting for this.
 */
const COMPILE_ONCE = '-XX:TieredStopAtLevel=1';

/** `PATH`, `JAVA_HOME` and options for a child that is to run on this Java; options that the host has set stand. */
export function javaEnvironment(java: Java, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = process.platform === 'win32' ? win32 : posix;
  // Windows spells it Path; a second key of another case would be ignored.
  const pathKey = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return {
    JDK_JAVA_OPTIONS: COMPILE_ONCE,
    ...env,
    JAVA_HOME: java.home,
    [pathKey]: `${path.join(java.home, 'bin')}${path.delimiter}${env[pathKey] ?? ''}`,
  };
}

/** Reads `21` out of `21.0.3` and `8` out of `1.8.0_402`. */
export function parseJavaMajor(version: string): number | undefined {
  const match = /^(?:1\.)?(\d+)/.exec(version.trim());
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function usualHomes(host: JavaHost, path: typeof posix): string[] {
  const below = (folder: string, ...rest: string[]) => host.list(folder).map((name) => path.join(folder, name, ...rest));
  const home = host.homeFolder;
  switch (host.platform) {
    case 'darwin':
      return [
        ...below('/Library/Java/JavaVirtualMachines', 'Contents', 'Home'),
        ...below(path.join(home, 'Library/Java/JavaVirtualMachines'), 'Contents', 'Home'),
        ...['/opt/homebrew/opt', '/usr/local/opt'].flatMap((folder) =>
          host
            .list(folder)
            .filter((name) => name.startsWith('openjdk'))
            .map((name) => path.join(folder, name, 'libexec/openjdk.jdk/Contents/Home')),
        ),
        ...below(path.join(home, '.sdkman/candidates/java')),
      ];
    case 'win32': {
      const programs = host.env.ProgramFiles ?? 'C:\\Program Files';
      const makers = ['Java', 'Eclipse Adoptium', 'Microsoft', 'Zulu', 'Amazon Corretto', 'BellSoft'];
      return makers.flatMap((maker) => below(path.join(programs, maker)));
    }
    default:
      return [
        ...below('/usr/lib/jvm'),
        ...below('/usr/java'),
        ...below('/opt').filter((folder) => /\/(jdk|java|temurin|openjdk|zulu|graalvm)[^/]*$/i.test(folder)),
        ...below('/opt/java'),
        ...below(path.join(home, '.sdkman/candidates/java')),
        ...below(path.join(home, '.jdks')),
      ];
  }
}

function howToInstall(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return '`brew install openjdk`';
  if (platform === 'win32') return '`winget install EclipseAdoptium.Temurin.21.JDK`';
  return '`apt-get install openjdk-21-jdk-headless` or your distribution’s package';
}

const thisHost: JavaHost = {
  platform: process.platform,
  env: process.env,
  homeFolder: homedir(),
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  resolve: realpathSync,
  majorVersion: (home) => {
    const java = (process.platform === 'win32' ? win32 : posix).join(
      home,
      'bin',
      process.platform === 'win32' ? 'java.exe' : 'java',
    );
    if (!existsSync(java)) return undefined;
    const release = `${home}/release`;
    // Every JDK since 9 states its version in this file, which is read a thousand times faster than a JVM starts.
    const stated = existsSync(release) ? /^JAVA_VERSION="([^"]+)"/m.exec(readFileSync(release, 'utf8'))?.[1] : undefined;
    if (stated !== undefined) return parseJavaMajor(stated);
    try {
      const printed = execFileSync(java, ['-XshowSettings:properties', '-version'], { stdio: ['ignore', 'ignore', 'pipe'] });
      return parseJavaMajor(/java\.version = (\S+)/.exec(printed.toString())?.[1] ?? '');
    } catch {
      // macOS has a `java` that only says that there is none.
      return undefined;
    }
  },
};
