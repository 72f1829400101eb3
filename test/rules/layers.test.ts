/**
 * The table of layers and the search for circles, on small trees each of which breaks one rule and nothing else: a
 * checker that can find nothing would let everything through.
 */
import { describe, expect, it } from 'vitest';
import { violationsIn } from './layers.ts';

/** A tree of files that imports nothing but what is said here. */
const tree = (files: Readonly<Record<string, string>>) =>
  violationsIn(Object.entries(files).map(([path, text]) => ({ path, text })));

describe('the table of layers', () => {
  /** Each breaks one rule: file, what it imports, the place that may not. */
  const broken: readonly (readonly [what: string, file: string, text: string, says: RegExp])[] = [
    [
      'a slice in another slice’s inside',
      'src/core/person/decide.ts',
      "import { wanted } from '../grant/wanted.ts';",
      /core\/person\/decide\.ts:1 imports src\/core\/grant\/wanted\.ts: core slice may not import core slice/,
    ],
    [
      'a slice in another slice’s inside, for a type',
      'src/core/person/decide.ts',
      "import type { Wanted } from '../grant/wanted.ts';",
      /core slice may not import core slice/,
    ],
    [
      'shared in a slice',
      'src/core/shared/ids.ts',
      "import type { Person } from '../person/model.ts';",
      /core\/shared may not import core model/,
    ],
    [
      'a model in its own slice’s decisions',
      'src/core/grant/model.ts',
      "import { wanted } from './wanted.ts';",
      /core model may not import core slice/,
    ],
    [
      'the core in a port',
      'src/core/grant/wanted.ts',
      "import type { Store } from '../../ports/store.ts';",
      /core slice may not import ports/,
    ],
    [
      'the core in Node',
      'src/core/grant/wanted.ts',
      "import { readFileSync } from 'node:fs';",
      /imports node:fs: core slice may not/,
    ],
    [
      'hashing outside shared',
      'src/core/grant/wanted.ts',
      "import { createHash } from 'node:crypto';",
      /imports node:crypto: core slice may not/,
    ],
    [
      'Node in shared, beside hashing',
      'src/core/shared/canonical.ts',
      "import { createHash } from 'node:crypto';\nimport { hostname } from 'node:os';",
      /canonical\.ts:2 imports node:os: core\/shared may not/,
    ],
    [
      'a parser in a slice that reads nothing',
      'src/core/grant/wanted.ts',
      "import { z } from 'zod';",
      /imports zod: core slice may not/,
    ],
    [
      'a port in a slice, for more than types',
      'src/ports/store.ts',
      "import { emptyLedger } from '../core/grant/index.ts';",
      /ports may not import only its types/,
    ],
    ['a port in the shell', 'src/ports/store.ts', "import type { World } from '../app/world.ts';", /ports .* app/],
    ['a port in a package', 'src/ports/store.ts', "import type { Pool } from 'pg';", /imports pg: ports may not/],
    ['the shell in an adapter', 'src/app/look.ts', "import { a } from '../adapters/jira/index.ts';", /app .* adapter/],
    ['the shell in the server', 'src/app/look.ts', "import { a } from '../server/app.ts';", /app may .* server/],
    ['the shell in a slice’s inside', 'src/app/look.ts', "import { a } from '../core/grant/cover.ts';", /app .* slice/],
    ['the shell in Node', 'src/app/look.ts', "import { randomUUID } from 'node:crypto';", /node:crypto: app may not/],
    ['an adapter in the shell', 'src/adapters/okta/a.ts', "import { a } from '../../app/look.ts';", /adapter .* app/],
    [
      'an adapter in another',
      'src/adapters/okta/a.ts',
      "import { a } from '../jira/client.ts';",
      /adapter may not import adapter/,
    ],
    [
      'an adapter in a slice’s decisions',
      'src/adapters/okta/a.ts',
      "import { wanted } from '../../core/grant/index.ts';",
      /adapter may not import only its types/,
    ],
    ['an adapter in another’s client', 'src/adapters/okta/a.ts', "import pg from 'pg';", /imports pg: adapter may not/],
    [
      'the server in an adapter',
      'src/server/app.ts',
      "import { a } from '../adapters/okta/a.ts';",
      /server .* adapter/,
    ],
    [
      'the server in the composition',
      'src/server/app.ts',
      "import { a } from '../config.ts';",
      /server .* composition/,
    ],
    [
      'the command line in an adapter',
      'src/cli/run.ts',
      "import { a } from '../adapters/okta/a.ts';",
      /cli .* adapter/,
    ],
    ['the command line in the server', 'src/cli/run.ts', "import { a } from '../server/app.ts';", /cli may .* server/],
    ['the composition in the command line', 'src/start.ts', "import { a } from './cli/run.ts';", /composition .* cli/],
    ['the product in a stand-in', 'src/compose.ts', "import { a } from '../emulators/okta/index.ts';", /emulators$/],
    ['the product in a test', 'src/compose.ts', "import { a } from '../test/support/company.ts';", /not import test$/],
    [
      'a stand-in in the product',
      'emulators/okta/a.ts',
      "import type { a } from '../../src/ports/fault.ts';",
      /ports$/,
    ],
    ['a stand-in’s test in the product', 'emulators/okta/a.test.ts', "import '../../src/ports/fault.ts';", /ports$/],
    ['the console in the shell', 'console/a.ts', "import { a } from '../src/app/look.ts';", /only its types$/],
    ['the console in the core', 'console/a.ts', "import type { a } from '../src/core/grant/model.ts';", /core model$/],
    ['an example in a test', 'examples/acme/a.ts', "import { a } from '../../test/support/company.ts';", /test$/],
    ['a file beside the composition', 'src/extra.ts', '', /src\/extra\.ts has no row in the table of layers/],
    ['a folder beside the layers', 'src/plugins/a.ts', '', /src\/plugins\/a\.ts has no row/],
    ['what is computed', 'src/app/look.ts', 'const a = await import(path);', /look\.ts:1 imports what is computed/],
  ];

  it.each(broken)('refuses %s', (_, path, text, says) => {
    const found = tree({ [path]: text });
    expect(found.map((one) => one.says)).toEqual([expect.stringMatching(says)]);
  });

  it('lets through what each place may import', () => {
    const allowed = {
      'src/core/shared/canonical.ts': "import { createHash } from 'node:crypto';",
      'src/core/grant/model.ts': "import type { Person } from '../person/model.ts';",
      'src/core/policy/read.ts': "import { z } from 'zod';\nimport { parse } from 'csv-parse/sync';",
      'src/core/policy/index.ts':
        "export { read } from './read.ts';\nexport type { Person } from '../person/model.ts';",
      'src/core/person/decide.ts': "import { wanted } from '../grant/index.ts';\nimport { b } from './change.ts';",
      'src/ports/store.ts': "import type { PersonLedger } from '../core/grant/index.ts';",
      'src/app/look.ts':
        "import { decide } from '../core/person/index.ts';\nimport { Fault } from '../ports/fault.ts';",
      'src/adapters/postgres/store.ts': "import pg from 'pg';\nimport type { Store } from '../../ports/store.ts';",
      'src/adapters/postgres/open.ts': "import { store } from './store.ts';",
      'src/server/api.ts':
        "import { operations } from '../app/operations/index.ts';\nimport { Hono } from 'hono/tiny';",
      'src/cli/run.ts': "import { start } from '../start.ts';\nimport { z } from 'zod';",
      'src/compose.ts': "import { store } from './adapters/postgres/store.ts';\nimport { api } from './server/api.ts';",
      'emulators/okta/a.test.ts': "import { openapi } from '../../test/contract/openapi.ts';",
      'test/stories/a.test.ts': "import { anything } from '../../src/core/grant/wanted.ts';",
    };
    expect(tree(allowed)).toEqual([]);
  });
});

describe('circles', () => {
  it('of files are told with the whole way, also when a type closes them', () => {
    const found = tree({
      'src/app/a.ts': "import { b } from './b.ts';",
      'src/app/b.ts': "import { c } from './c.ts';\nimport { d } from './d.ts';",
      'src/app/c.ts': "import type { A } from './a.ts';",
      'src/app/d.ts': '',
    });
    const says = 'in a circle: src/app/a.ts -> src/app/b.ts -> src/app/c.ts -> src/app/a.ts';
    expect(found).toEqual([{ rule: 'file-cycle', says }]);
  });

  it('of files outside src count only what is loaded', () => {
    const other = { 'emulators/okta/b.ts': "import { a } from './a.ts';" };
    expect(tree({ 'emulators/okta/a.ts': "import type { b } from './b.ts';", ...other })).toEqual([]);
    expect(tree({ 'emulators/okta/a.ts': "import { type b } from './b.ts';", ...other })).toHaveLength(1);
    expect(tree({ 'emulators/okta/a.ts': "export * from './b.ts';", ...other })).toHaveLength(1);
  });

  it('of one file are told too, and two circles as two', () => {
    const found = tree({
      'src/app/a.ts': "import './a.ts';",
      'src/app/b.ts': "import './c.ts';",
      'src/app/c.ts': "import './b.ts';",
    });
    expect(found.map(({ says }) => says)).toEqual([
      'in a circle: src/app/a.ts -> src/app/a.ts',
      'in a circle: src/app/b.ts -> src/app/c.ts -> src/app/b.ts',
    ]);
  });

  it('of slices are told with the imports that close them, though no two files import each other', () => {
    const found = tree({
      'src/core/grant/a.ts': "import type { B } from '../person/index.ts';",
      'src/core/person/index.ts': "export { b } from './b.ts';",
      'src/core/person/b.ts': '',
      'src/core/person/c.ts': "\nimport { d } from '../grant/index.ts';",
      'src/core/grant/index.ts': "export { d } from './d.ts';",
      'src/core/grant/d.ts': '',
    });
    const says = 'slices in a circle: grant -> person -> grant (src/core/grant/a.ts:1, src/core/person/c.ts:2)';
    expect(found).toEqual([{ rule: 'slice-cycle', says }]);
  });

  it('of slices do not go through their models, which lie beneath', () => {
    const found = tree({
      'src/core/grant/a.ts': "import type { Person } from '../person/model.ts';",
      'src/core/person/a.ts': "import type { Grant } from '../grant/model.ts';",
    });
    expect(found).toEqual([]);
  });
});
