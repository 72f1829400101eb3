/** The image and the compose file, as far as they can be checked without an engine that builds them. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { importsOf } from './importsOf.ts';
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
      importsOf(source)
        .filter(({ to, typesOnly }) => !typesOnly && (to === TRACES || to?.startsWith('@opentelemetry/')))
        .map(({ from, to, line }) => ({ from, to, text: source.text.split('\n')[line - 1] ?? '' })),
    );
    expect(new Set(loading.filter(({ to }) => to !== TRACES).map(({ from }) => from))).toEqual(new Set([TRACES]));
    const asked = loading.filter(({ to }) => to === TRACES);
    expect(asked.map(({ from }) => from)).toEqual(['src/installation.ts']);
    expect(asked.filter(({ text }) => !text.includes('await import('))).toEqual([]);
  });

  it('is not run as root, starts what is there, and asks for its health where it is told', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toContain('ENTRYPOINT ["node", "bin/tenure.mjs"]');
    expect(isIn('bin/tenure.mjs')).toBe(true);
    expect(dockerfile).toContain("process.env.TENURE_METRICS_PORT ?? process.env.TENURE_PORT ?? 4100) + '/health'");
    expect(dockerfile).toContain('npm ci --omit=dev');
  });
});

describe('the compose file', () => {
  const file = parse(textOf('compose.yaml')) as {
    readonly services: Record<
      string,
      { readonly secrets?: readonly string[]; readonly environment: Record<string, string> }
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

  it('gives a worker a door at which its health is asked', () => {
    expect(file.services.worker?.environment.TENURE_METRICS_PORT).toMatch(/^\d+$/);
  });
});
