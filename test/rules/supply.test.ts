/** What production runs of others: under which licences, from where, and what is said of known holes in it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const textOf = (path: string) => readFileSync(new URL(path, `file://${root}`), 'utf8');

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: true;
  readonly link?: true;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: true;
}
interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly scripts: Readonly<Record<string, string>>;
}

interface Bom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly components: readonly {
    readonly group?: string;
    readonly name: string;
    readonly properties?: readonly { readonly name: string; readonly value: string }[];
  }[];
}

const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Locked> };
const manifest = JSON.parse(textOf('package.json')) as Manifest;
const installed = Object.entries(packages).filter(([path]) => path !== '');
const production = installed.filter(([, { dev }]) => dev !== true);

const named = ([path, { version }]: readonly [string, Locked]) =>
  `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`;

/** What a script's function answers: scripts run as they are, without types. */
function scripted(file: string, name: string, ...given: readonly unknown[]): unknown {
  const code = `import { ${name} } from "${file}"; console.log(JSON.stringify(${name}(...JSON.parse(process.argv[1]))))`;
  const argv = ['--input-type=module', '-e', code, JSON.stringify(given)];
  return JSON.parse(execFileSync(process.execPath, argv, { cwd: root, encoding: 'utf8' }));
}

/** Those that let whoever runs Tenure pass it on under its own licence. One more is a decision, with its reason here. */
const ALLOWED = ['MIT', 'MIT-0', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', '(MIT OR CC0-1.0)'];

describe('what production runs of others', () => {
  it('is under a licence of the list', () => {
    expect(production.length).toBeGreaterThan(50);
    const others = production.filter(([, { license }]) => !ALLOWED.includes(license ?? 'none'));
    expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });

  it('says in its own package.json what the lock file says of its licence', () => {
    const differing = production.flatMap(([path, { license }]) => {
      try {
        const own = JSON.parse(textOf(`${path}/package.json`)) as { license?: string };
        return own.license === license ? [] : [`${path}: ${own.license} and not ${license}`];
      } catch {
        // Optional ones are for other systems.
        return [];
      }
    });
    expect(differing).toEqual([]);
  });
});

describe('what is installed', () => {
  it('is named by one version each, and the lock file has its hash', () => {
    const named = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.entries(named).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([]);
    const bare = installed.filter(([, { integrity, link }]) => link !== true && !/^sha512-/.test(integrity ?? ''));
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  it('runs nothing while it is installed, but for what package.json allows', () => {
    const names = installed
      .filter(([, { hasInstallScript, dev }]) => hasInstallScript === true && dev !== true)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    expect(names.filter((name) => manifest.allowScripts[name] !== true && name !== 'fsevents')).toEqual([]);
  });
});

describe('a list of it', () => {
  // npm's own `--omit=dev` leaves out what a development dependency uses too, such as pg: so all are in, and marked.
  it('comes as CycloneDX, with every package of production in it, and what is only for development marked', () => {
    const said = execFileSync(process.execPath, ['scripts/sbom.mjs'], {
      ...{ cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 * 1024 * 1024 },
    });
    const { bomFormat, specVersion, components } = JSON.parse(said) as Bom;
    expect([bomFormat, specVersion]).toEqual(['CycloneDX', expect.stringMatching(/^1\.\d$/)]);
    const marked = components.filter(({ properties = [] }) => properties.some(({ value }) => value === 'true'));
    expect(components.length - marked.length).toBe(new Set(production.map(named)).size);
    const names = components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
    expect(Object.keys(manifest.dependencies).filter((name) => !names.includes(name))).toEqual([]);
    expect(marked.map(({ name }) => name)).toContain('vitest');
  });

  it('that lacks a package of production, or has one that is in no lock file, is refused', () => {
    const lock = {
      packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/@b/c': { version: '2.0.0' } },
    };
    const of = (...components: readonly object[]) =>
      scripted('./scripts/sbom.mjs', 'checked', { bomFormat: 'CycloneDX', components }, lock);
    const a = { name: 'a', version: '1.0.0' };
    const c = { group: '@b', name: 'c', version: '2.0.0' };
    const development = { properties: [{ name: 'cdx:npm:package:development', value: 'true' }] };
    expect(of(a, c)).toEqual({ wrong: [], production: 2, development: 0 });
    expect(of(a)).toMatchObject({ wrong: ['@b/c@2.0.0 is missing'] });
    expect(of(a, { ...c, ...development })).toMatchObject({ wrong: ['@b/c@2.0.0 is missing'], development: 1 });
    expect(of(a, c, { ...a, version: '1.0.1' })).toMatchObject({ wrong: ['a@1.0.1 is not in the lock file'] });
  });

  it('is made by the continuous run', () =>
    expect(textOf('.ci/run').split('\n')).toContainEqual(expect.stringMatching(/^ *npm run sbom -- /)));
});

describe('npm run audit', () => {
  const judged = (text: string, mustAnswer = false) =>
    scripted('./scripts/audit.mjs', 'judged', text, mustAnswer) as { failed: boolean; says: string };

  it('fails for a hole that counts, and for none when nobody could say', () => {
    const of = (counts: object) => JSON.stringify({ metadata: { vulnerabilities: counts }, vulnerabilities: {} });
    expect(judged(of({ high: 1 }))).toMatchObject({ failed: true });
    expect(judged(of({ moderate: 3, high: 0, critical: 0 }))).toMatchObject({ failed: false });
    expect(judged('{"error":{"code":"ENOAUDIT"}}')).toEqual({
      failed: false,
      says: 'Not audited: the registry does not answer (ENOAUDIT).',
    });
    expect(judged('{"message":"405 Method Not Allowed","statusCode":405,"error":{"summary":""}}')).toEqual({
      failed: false,
      says: 'Not audited: the registry refuses the question with status 405: it does no audits. Ask another one.',
    });
    expect(judged('<html>').says).toMatch(/^Not audited/);
  });

  it('fails where nobody could say, when it is asked to', () => {
    for (const text of ['{"error":{"code":"ENOAUDIT"}}', '{"statusCode":405,"error":{}}', '<html>'])
      expect(judged(text, true)).toMatchObject({ failed: true, says: expect.stringMatching(/^Not audited/) });
    const clean = JSON.stringify({ metadata: { vulnerabilities: {} }, vulnerabilities: {} });
    expect(judged(clean, true)).toMatchObject({ failed: false });
  });
});
