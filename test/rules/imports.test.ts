/**
 * Every import of every file of this repository, against the table of layers (layers.ts). That each rule of it can
 * fail is shown in layers.test.ts.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { graphOf } from './cycles.ts';
import { importsOf } from './importsOf.ts';
import { COMPOSITION, violationsIn } from './layers.ts';
import { foldersIn, isTest, sourcesUnder } from './source.ts';

/**
 * What breaks a rule and stays so for now, by what the rule says of it, each with the reason. Whoever adds a line owes
 * the next reader that reason; a line that nothing needs any more has to go.
 */
const EXCEPTIONS: readonly { readonly says: string; readonly because: string }[] = [];

const sources = sourcesUnder('src', 'emulators', 'console', 'examples', 'bench', 'scripts', 'test');

describe('this repository', () => {
  it('imports only what the table of layers lets it, and goes round in no circle', () => {
    const excepted = EXCEPTIONS.map(({ says }) => says);
    const found = violationsIn(sources).map(({ says }) => says);
    expect(found.filter((says) => !excepted.includes(says))).toEqual([]);
    expect(excepted.filter((says) => !found.includes(says))).toEqual([]);
  });

  it('loads no store, no vendor and none of the work for a command that asks a running service', () => {
    const edges = sources
      .flatMap(importsOf)
      .flatMap(({ from, to, typesOnly, isLate }) => (to === null || typesOnly || isLate ? [] : [[from, to] as const]));
    const graph = graphOf(edges);
    const loaded = new Set(['src/cli/main.ts']);
    for (const file of loaded) for (const to of graph.get(file) ?? []) loaded.add(to);
    const heavy =
      /^src\/(compose|start|serve|installation)\.ts$|^src\/app\/world\.ts$|^(kysely|pg|pg-boss|hono|jose|nodemailer|prom-client|ws)$|^@/;
    expect([...loaded].filter((one) => heavy.test(one))).toEqual([]);
    // It is what a command is made of, or the rule would hold of nothing.
    expect(loaded).toContain('src/cli/ask.ts');
  });

  it('is read whole: every relative import leads to a file, and every package is one of ours', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const found = sources.flatMap(importsOf);
    const lost = found.filter(({ to, isPackage }) => to !== null && !isPackage && !existsSync(join(root, to)));
    expect(lost).toEqual([]);
    expect(found.filter(({ to, from }) => to === null && !isTest(from))).toEqual([]);
    const installed = (name: string) => name.startsWith('node:') || existsSync(join(root, 'node_modules', name));
    expect(found.filter(({ to, isPackage }) => isPackage && !installed(to ?? ''))).toEqual([]);
    // Most lines that say `from` at the end begin or close a statement: none may be overlooked.
    const said = sources.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          /^(?:import|export|\}) .*from '[^']+';$/.test(line) ? [`${path}:${index + 1}`] : [],
        ),
    );
    expect(found.length).toBeGreaterThanOrEqual(said.length);
    expect(said.length).toBeGreaterThan(2_000);
  });

  it('has every composition file that the table names', () => {
    const paths = sources.map(({ path }) => path);
    expect(COMPOSITION.filter((path) => !paths.includes(path))).toEqual([]);
  });

  it('has a public page in every slice of the core', () => {
    // core/shared is imported file by file.
    const slices = foldersIn('src/core').filter((name) => name !== 'shared');
    const paths = sources.map(({ path }) => path);
    expect(slices.filter((name) => !paths.includes(`src/core/${name}/index.ts`))).toEqual([]);
    expect(slices.length).toBeGreaterThan(4);
  });
});
