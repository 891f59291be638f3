import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { JavaHost } from './java.ts';
import { findJava, javaEnvironment, parseJavaMajor } from './java.ts';

/** A host that has exactly these Javas: home → major version; homes that end in `-jre` have no compiler. */
function host(
  homes: Readonly<Record<string, number>>,
  more: Partial<JavaHost> & { readonly links?: Record<string, string> } = {},
): JavaHost {
  const links = more.links ?? {};
  const files = Object.keys(homes).flatMap((home) => [
    `${home}/bin/java`,
    ...(home.endsWith('-jre') ? [] : [`${home}/bin/javac`]),
  ]);
  return {
    platform: 'linux',
    env: {},
    homeFolder: '/home/someone',
    exists: (path) => files.includes(path) || path in links,
    list: (folder) => [
      ...new Set(
        Object.keys(homes)
          .filter((home) => home.startsWith(`${folder}/`))
          .map((home) => home.slice(folder.length + 1).split('/')[0] ?? ''),
      ),
    ],
    resolve: (path) => links[path] ?? path,
    majorVersion: (home) => homes[home],
    ...more,
  };
}

describe('findJava', () => {
  test('JAVA_HOME comes first when it is new enough', () => {
    const found = findJava(host({ '/jdks/22': 22, '/usr/lib/jvm/jdk-25': 25 }, { env: { JAVA_HOME: '/jdks/22' } }));
    expect(found).toMatchObject({ home: '/jdks/22', major: 22, isDefault: true });
  });

  test('an old default is passed over for a newer JDK in the usual folder, which is not called the default', () => {
    const found = findJava(
      host(
        { '/usr/lib/jvm/java-17': 17, '/usr/lib/jvm/temurin-25': 25 },
        { env: { PATH: '/bin:/usr/bin' }, links: { '/usr/bin/java': '/usr/lib/jvm/java-17/bin/java' } },
      ),
    );
    expect(found).toEqual({ home: '/usr/lib/jvm/temurin-25', major: 25, isDefault: false, hasCompiler: true });
  });

  test('the java of the PATH is followed through its symbolic links to its home', () => {
    const found = findJava(
      host(
        { '/usr/lib/jvm/jdk-21': 21 },
        { env: { PATH: '/usr/bin' }, links: { '/usr/bin/java': '/usr/lib/jvm/jdk-21/bin/java' } },
      ),
    );
    expect(found).toMatchObject({ home: '/usr/lib/jvm/jdk-21', isDefault: true });
  });

  test('only the first java of the PATH is a default: the others would never be run', () => {
    const found = findJava(host({ '/old': 11, '/new': 25 }, { env: { PATH: '/old/bin:/usr/bin', JAVA_HOME: '/new' } }));
    expect(found.home).toBe('/new');
    expect(() => findJava(host({ '/old': 11, '/new': 25 }, { env: { PATH: '/old/bin:/new/bin' } }))).toThrow('only Java 11');
  });

  test('the newest of several installed JDKs is taken', () => {
    expect(findJava(host({ '/usr/lib/jvm/a': 21, '/usr/lib/jvm/b': 25, '/usr/lib/jvm/c': 23 })).home).toBe('/usr/lib/jvm/b');
  });

  test('a JDK wins over a newer runtime without a compiler, which still serves alone', () => {
    expect(findJava(host({ '/usr/lib/jvm/25-jre': 25, '/usr/lib/jvm/21': 21 })).home).toBe('/usr/lib/jvm/21');
    expect(findJava(host({ '/usr/lib/jvm/25-jre': 25 }))).toMatchObject({ home: '/usr/lib/jvm/25-jre', hasCompiler: false });
  });

  test('a broken JAVA_HOME is passed over', () => {
    expect(findJava(host({ '/usr/lib/jvm/21': 21 }, { env: { JAVA_HOME: '/gone' } })).home).toBe('/usr/lib/jvm/21');
  });

  test('the folders of macOS are known', () => {
    const home = '/Library/Java/JavaVirtualMachines/temurin-21.jdk/Contents/Home';
    expect(findJava(host({ [home]: 21 }, { platform: 'darwin' })).home).toBe(home);
    const brewed = '/opt/homebrew/opt/openjdk@21/libexec/openjdk.jdk/Contents/Home';
    expect(findJava(host({ [brewed]: 21 }, { platform: 'darwin' })).home).toBe(brewed);
  });

  test('without any, one message says what is missing and how to get it', () => {
    expect(() => findJava(host({}))).toThrow(/need a JDK, version 21 or newer, and none was found\. Install one .*adoptium\.net/);
    expect(() => findJava(host({}, { platform: 'darwin' }))).toThrow('brew install openjdk');
    expect(() => findJava(host({ '/usr/lib/jvm/17': 17 }))).toThrow('only Java 17 was found');
  });
});

test('an emulator’s Java compiles nothing twice, unless the host has options of its own', () => {
  const java = findJava();
  const settings = (env: NodeJS.ProcessEnv) =>
    execFileSync('java', ['-XX:+PrintFlagsFinal', '-version'], { env, stdio: 'pipe' }).toString();
  expect(settings(javaEnvironment(java, process.env))).toMatch(/TieredStopAtLevel\s+=\s+1\s/);
  const own = { ...process.env, JDK_JAVA_OPTIONS: '-XX:TieredStopAtLevel=3' };
  expect(settings(javaEnvironment(java, own))).toMatch(/TieredStopAtLevel\s+=\s+3\s/);
});

test('versions are read in the old and the new form', () => {
  expect(parseJavaMajor('21.0.3')).toBe(21);
  expect(parseJavaMajor('25')).toBe(25);
  expect(parseJavaMajor('1.8.0_402')).toBe(8);
  expect(parseJavaMajor('unknown')).toBeUndefined();
});
