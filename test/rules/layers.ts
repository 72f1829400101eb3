/**
 * Who may import whom, as one table (design of ARCHITECTURE.md, "Who may import whom"), and what breaks it. Anything
 * that is in no row of it may not be there: a new folder or a new file beside `src/compose.ts` gets its row first.
 */
import { cyclesIn, graphOf } from './cycles.ts';
import { type Import, importsOf } from './importsOf.ts';
import { isTest, type Source } from './source.ts';

/** The files that put the others together: from configuration and files to a running process. The only ones that may. */
export const COMPOSITION = [
  'src/bundleFolder.ts',
  'src/compose.ts',
  'src/config.ts',
  'src/installation.ts',
  'src/log.ts',
  'src/mistake.ts',
  'src/namedFile.ts',
  'src/policyFolder.ts',
  'src/rebuildStore.ts',
  'src/serve.ts',
  'src/serviceFile.ts',
  'src/signingKey.ts',
  'src/start.ts',
  'src/version.ts',
  'src/workTree.ts',
];

/**
 * In the core only what reads text that somebody wrote: zod a shape, yaml and csv-parse a file. All three compute from
 * their argument alone, and a hand-written one would be a worse parser. A slice that is not here imports no package.
 */
const PARSERS: Readonly<Record<string, readonly string[]>> = {
  policy: ['zod', 'yaml', 'csv-parse'],
  evidence: ['zod'],
  bundle: ['zod'],
};

/** Each adapter's way to its vendor, beside Node and zod for the answers. */
const CLIENTS: Readonly<Record<string, readonly string[]>> = {
  jira: [],
  mail: ['nodemailer'],
  okta: ['jose'],
  postgres: ['pg', 'pg-boss', 'kysely', '@electric-sql/pglite'],
  signing: [],
  slack: ['@slack/web-api', 'ws'],
  telemetry: [
    'prom-client',
    '@opentelemetry/api',
    '@opentelemetry/context-async-hooks',
    '@opentelemetry/exporter-trace-otlp-http',
    '@opentelemetry/resources',
    '@opentelemetry/sdk-trace-base',
  ],
};

type Place =
  | 'core/shared'
  | 'core model'
  | 'core page'
  | 'core slice'
  | 'ports'
  | 'app'
  | 'adapter'
  | 'server'
  | 'cli'
  | 'composition'
  | 'emulators'
  | 'emulator test'
  | 'console'
  | 'examples'
  | 'bench'
  | 'scripts'
  | 'test';

interface Row {
  /** Places whose files may be imported. Files of the same folder of a kind (slice, adapter) always may. */
  readonly may: readonly Place[];
  /** Places of which only types may be imported. */
  readonly types?: readonly Place[];
  readonly package: (name: string, from: string) => boolean;
}

/** What the core shows to everybody else: its words, and each slice's public page. */
const CORE: readonly Place[] = ['core/shared', 'core model', 'core page'];
const SRC: readonly Place[] = [...CORE, 'core slice', 'ports', 'app', 'adapter', 'server', 'cli', 'composition'];
const isNode = (name: string) => name.startsWith('node:');
const oneOf =
  (...names: readonly string[]) =>
  (name: string) =>
    names.includes(name);
const none = () => false;
const any = () => true;

const TABLE: Readonly<Record<Place, Row>> = {
  // sha256 counts as pure.
  'core/shared': { may: ['core/shared'], package: oneOf('node:crypto') },
  // The words lie beneath all slices: a model imports other models, and no slice's decisions.
  'core model': { may: ['core/shared', 'core model'], package: none },
  'core page': { may: ['core/shared', 'core model', 'core page'], package: parserOf },
  'core slice': { may: ['core/shared', 'core model', 'core page'], package: parserOf },
  ports: { may: ['core/shared', 'ports'], types: ['core model', 'core page'], package: none },
  app: { may: [...CORE, 'ports', 'app'], package: oneOf('zod') },
  adapter: { may: ['core/shared', 'core model', 'ports'], types: ['core page'], package: clientOf },
  server: { may: [...CORE, 'ports', 'app', 'server'], package: oneOf('hono', 'zod', 'node:crypto') },
  cli: { may: [...CORE, 'app', 'composition', 'cli'], package: oneOf('commander', 'zod') },
  composition: {
    may: [...CORE, 'ports', 'app', 'adapter', 'server', 'composition'],
    package: (name) => isNode(name) || ['@hono/node-server', 'hono', 'pino', 'uuidv7', 'zod'].includes(name),
  },
  // A stand-in that knew Tenure would agree with it.
  emulators: { may: ['emulators'], package: any },
  'emulator test': { may: ['emulators', 'emulator test', 'test'], package: any },
  // Not there yet: the web console uses the types of what may be asked, and nothing else of Tenure.
  console: { may: ['console'], types: ['app', 'server'], package: any },
  examples: { may: [...SRC, 'emulators', 'examples'], package: any },
  scripts: { may: [...SRC, 'emulators', 'examples', 'scripts'], package: any },
  bench: { may: [...SRC, 'emulators', 'examples', 'bench', 'test'], package: any },
  test: {
    may: [...SRC, 'emulators', 'examples', 'bench', 'console', 'scripts', 'test', 'emulator test'],
    package: any,
  },
};

function parserOf(name: string, from: string): boolean {
  return (PARSERS[folderOf(from)] ?? []).includes(name);
}

function clientOf(name: string, from: string): boolean {
  return isNode(name) || name === 'zod' || (CLIENTS[folderOf(from)] ?? []).includes(name);
}

/** The slice or the adapter a file belongs to. */
const folderOf = (path: string) => path.split('/')[2] ?? '';

/** `undefined` = in no row of the table. */
export function placeOf(path: string): Place | undefined {
  if (isTest(path) && path.startsWith('emulators/')) return 'emulator test';
  if (isTest(path) || /^\w+\.config\.ts$/.test(path)) return 'test';
  const [top, layer, folder, file] = path.split('/');
  if (top !== 'src')
    return (['emulators', 'console', 'examples', 'bench', 'scripts'] as const).find((one) => one === top);
  if (COMPOSITION.includes(path)) return 'composition';
  switch (layer) {
    case 'core':
      if (folder === 'shared') return 'core/shared';
      // What a model is put together from lies as deep as the model.
      if (file === 'model.ts' || file === 'events' || file === 'content') return 'core model';
      return file === undefined ? undefined : file === 'index.ts' ? 'core page' : 'core slice';
    case 'adapters':
      return file === undefined ? undefined : 'adapter';
    case 'ports':
    case 'app':
    case 'server':
    case 'cli':
      return layer;
    default:
      return undefined;
  }
}

export interface Violation {
  readonly rule: 'place' | 'computed' | 'file' | 'package' | 'file-cycle' | 'slice-cycle';
  readonly says: string;
}

/** Everything in these files that breaks the table, or goes round in a circle. */
export function violationsIn(sources: readonly Source[]): readonly Violation[] {
  const imports = sources.flatMap(importsOf);
  return [
    ...sources
      .filter(({ path }) => placeOf(path) === undefined)
      .map(({ path }) => ({ rule: 'place', says: `${path} has no row in the table of layers` }) as const),
    ...imports.flatMap((one) => breach(one) ?? []),
    ...fileCycles(imports),
    ...sliceCycles(imports),
  ];
}

function breach(one: Import): Violation | null {
  const { from, to, line, isPackage, typesOnly } = one;
  const place = placeOf(from);
  if (place === undefined || place === 'test') return null;
  if (to === null) return { rule: 'computed', says: `${from}:${line} imports what is computed: nobody can check that` };
  if (isPackage) {
    if (TABLE[place].package(to, from)) return null;
    return { rule: 'package', says: `${from}:${line} imports ${to}: ${place} may not` };
  }
  const target = placeOf(to);
  const { may, types = [] } = TABLE[place];
  if (target !== undefined && may.includes(target)) return null;
  if (target !== undefined && types.includes(target) && typesOnly) return null;
  if (isOwn(place, from) && folderOf(from) === folderOf(to) && isOwn(target, to)) return null;
  const only = target !== undefined && types.includes(target) ? 'only its types' : (target ?? 'a place without a row');
  return { rule: 'file', says: `${from}:${line} imports ${to}: ${place} may not import ${only}` };
}

/** Between files of one slice, or of one adapter. A model stays beneath its own slice too, a page is not imported by it. */
const isOwn = (place: Place | undefined, path: string) =>
  place === 'core slice' || place === 'core page' || (place === 'adapter' && path.startsWith('src/adapters/'));

/**
 * In src an imported type counts: who reads one file of a circle must read them all. Elsewhere only what is loaded
 * counts, because that decides what is there when a file begins to run.
 */
function fileCycles(imports: readonly Import[]): Violation[] {
  const counted = imports.filter(({ from, typesOnly }) => from.startsWith('src/') || !typesOnly);
  const edges = counted.flatMap(({ from, to, isPackage }) => (to === null || isPackage ? [] : [[from, to] as const]));
  return cyclesIn(graphOf(edges)).map((way) => ({ rule: 'file-cycle', says: `in a circle: ${way.join(' -> ')}` }));
}

/** Models aside, which lie beneath, no slice leads back to itself, not even by a type. */
function sliceCycles(imports: readonly Import[]): Violation[] {
  const sliceOf = (path: string | null) => {
    const place = path === null ? undefined : placeOf(path);
    return path !== null && (place === 'core slice' || place === 'core page') ? folderOf(path) : null;
  };
  const edges = imports.flatMap(({ from, to, line }) => {
    const [one, other] = [sliceOf(from), sliceOf(to)];
    return one === null || other === null || one === other ? [] : [{ one, other, where: `${from}:${line}` }];
  });
  return cyclesIn(graphOf(edges.map(({ one, other }) => [one, other]))).map((way) => {
    const steps = way
      .slice(1)
      .map((slice, index) => edges.find((e) => e.one === way[index] && e.other === slice)?.where);
    return { rule: 'slice-cycle', says: `slices in a circle: ${way.join(' -> ')} (${steps.join(', ')})` };
  });
}
