/**
 * The papers say what is: every link, path, command, variable, scope and verdict they name exists, every excerpt is one,
 * and the script that checks a record without Tenure does.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { SCOPES } from '../../src/adapters/okta/config.ts';
import { generateKeyPair, loadSigner } from '../../src/adapters/signing/ed25519.ts';
import { scopeOf } from '../../src/app/operations/scopes.ts';
import { verdictsFor } from '../../src/app/settling/verdicts.ts';
import { runCli } from '../../src/cli/run.ts';
import { EVENTS, PERSONAL, SEALS } from '../../src/core/bundle/index.ts';
import { GENESIS } from '../../src/core/evidence/chain.ts';
import { exceptionSentence } from '../../src/core/evidence/index.ts';
import { signablePieces } from '../../src/core/evidence/pieces.ts';
import { canonical, sha256 } from '../../src/core/shared/canonical.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { RESOURCES } from '../../src/server/rest/resources.ts';
import { recounted } from '../evidence/mutations.ts';
import { exported, freshKeys, minute, setBackRecord, smallRecord, steppedRecord } from '../evidence/smallRecord.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const papers = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].sort();

/** What stands between backticks, in the text and in blocks. */
const quoted = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, inside = '']) => inside);
const blocks = (text: string, language: string) =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, said]) => said === language)
    .map(([, , body = '']) => body);
const unique = (values: readonly string[]) => [...new Set(values)].sort();

describe.each(papers)('%s', (paper) => {
  const text = textOf(paper);

  it('links only to what is there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const dead = links.filter((link) => !/^https?:/.test(link) && !isThere(paper, link));
    expect(dead).toEqual([]);
  });

  it('names only paths that are there', () => {
    const tops = readdirSync(root).filter((name) => !name.startsWith('.') && name !== 'node_modules');
    const paths = quoted(text).filter(
      (word) => /^[\w.-]+\/[\w./-]*$/.test(word) && tops.includes(word.split('/')[0] ?? ''),
    );
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names only npm scripts that are there', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/\bnpm (?:run (?:-\w+ )?)?([\w:-]+)/g)].filter(
      ([whole, name]) => whole.startsWith('npm run') || name === 'start' || name === 'test',
    );
    expect(unique(named.map(([, name = '']) => name)).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names only commands of tenure that are there', async () => {
    const commands = await commandsOf([]);
    const policy = await commandsOf(['policy']);
    const named = [
      ...[...text.matchAll(/(?:`|^|-- )tenure (?!--)([a-z-]+)(?: ([a-z-]+))?/gm)],
      ...[...text.matchAll(/npm run tenure -- ([a-z-]+)(?: ([a-z-]+))?/g)],
    ];
    const unknown = named.filter(([, first = '', second = '']) =>
      !commands.includes(first) && !notBuilt.has(first) ? true : first === 'policy' && !policy.includes(second),
    );
    expect(unknown.map(([whole]) => whole)).toEqual([]);
  });

  it('names only variables that are read', () => {
    const config = textOf('src/config.ts');
    const named = quoted(text).flatMap((word) => word.match(/\b(?:TENURE_[A-Z_]+|DATABASE_URL)\b/g) ?? []);
    expect(unique(named).filter((name) => !config.includes(`${name}:`))).toEqual([]);
  });

  it('names only rights at Okta that the code asks for', () => {
    const known = `${textOf('src/adapters/okta/config.ts')}${textOf('src/adapters/okta/writePower.ts')}`;
    const named = quoted(text).filter((word) => /^okta\.\w+\.[\w.]+$/.test(word));
    expect(unique(named).filter((right) => !known.includes(`'${right}'`))).toEqual([]);
  });

  it('shows excerpts of the example as they stand in its files', () => {
    for (const body of [...blocks(text, 'yaml'), ...blocks(text, 'csv')]) {
      const [, path] = /^# (examples\/\S+)$/m.exec(body) ?? [];
      if (path === undefined) continue;
      const file = textOf(path).split('\n');
      const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
      expect(lines.filter((line) => !file.includes(line))).toEqual([]);
    }
  });
});

/** Named as what is not there yet. */
const notBuilt = new Set(['undo']);

function isThere(paper: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? paper : join(dirname(paper), path);
  if (!existsSync(join(root, file))) return false;
  if (anchor === undefined) return true;
  const headings = [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.some((heading) => anchorOf(heading) === anchor);
}

const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

async function commandsOf(of: readonly string[]): Promise<readonly string[]> {
  const said: string[] = [];
  const io = { err: () => {}, variables: {}, isTerminal: false, ended: async () => {} };
  await runCli([...of, '--help'], { ...io, out: (text) => void said.push(text) });
  const help = said.join('');
  const listed = help.slice(help.indexOf('Commands:'));
  return [...listed.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name);
}

describe('the README', () => {
  const text = textOf('README.md');

  it('names every scope that is asked for', () => {
    expect(SCOPES.map(({ scope }) => scope).filter((scope) => !text.includes(`\`${scope}\``))).toEqual([]);
  });

  it('names every command of tenure', async () => {
    const commands = (await commandsOf([])).filter((name) => name !== 'help' && name !== 'policy');
    expect(commands.filter((name) => !text.includes(`tenure ${name}`))).toEqual([]);
  });
});

describe('the exceptions in docs/operate/running.md', () => {
  const rows = [...textOf('docs/operate/running.md').matchAll(/^\| `([a-z-]+)` +\|[^|]*\|([^|]*)\|$/gm)];

  it('have the verdicts that fit', () => {
    const said = rows.map(([, kind = '', verdicts = '']) => [kind, quoted(verdicts)]);
    expect(said).toEqual(rows.map(([, kind = '']) => [kind, verdictsFor(kind)]));
    expect(said.length).toBeGreaterThan(10);
  });

  it('are what Tenure raises, each with a sentence of its own', () => {
    const kinds = rows.map(([, kind = '']) => kind);
    expect(kinds.filter((kind) => exceptionSentence(kind).says.startsWith('Something needs'))).toEqual([]);
    const raised = [...raisedInCode()];
    expect(raised.length).toBeGreaterThan(10);
    expect(unique(raised.filter((kind) => !kinds.includes(kind)))).toEqual([]);
  });
});

/** Obstacles of a plan, and whatever is raised by its name. */
function raisedInCode(): ReadonlySet<string> {
  const obstacles = /export type Obstacle =([\s\S]*?);\n\n/.exec(textOf('src/core/reconcile/model.ts'))?.[1] ?? '';
  const kinds = new Set([...obstacles.matchAll(/type: '([a-z-]+)'/g)].map(([, kind = '']) => kind));
  for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const text = textOf(join('src', file));
    for (const [, kind = ''] of text.matchAll(/raise(?:Once|OfLeaver)\([^)]*?'([a-z-]+)'/g)) kinds.add(kind);
    for (const [, kind = ''] of text.matchAll(/type: 'ExceptionRaised',[^}]*?\bkind: '([a-z-]+)'/g)) kinds.add(kind);
  }
  return kinds;
}

describe('docs/adr', () => {
  it('is numbered without gaps, each page with context, decision and consequences', () => {
    const pages = readdirSync(join(root, 'docs', 'adr')).sort();
    expect(pages.map((name) => Number(name.slice(0, 4)))).toEqual(pages.map((_, index) => index + 1));
    for (const page of pages) {
      const headings = [...textOf(join('docs', 'adr', page)).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
      expect(headings).toEqual(['Context', 'Decision', 'Consequences']);
    }
  });
});

describe('the script of docs/operate/checking-a-record.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-papers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const [script = ''] = blocks(textOf('docs/operate/checking-a-record.md'), 'js');
  const { privateKey, publicKey } = generateKeyPair();
  const links = linksOf(40);
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return name;
  };
  const check = (...files: readonly string[]) => {
    const said = { cwd: folder, encoding: 'utf8', stdio: 'pipe' } as const;
    return execFileSync(process.execPath, [file('check.mjs', script), file('public.pem', publicKey), ...files], said);
  };
  const filesOf = (longestPiece: number, mostPieces = 20) => {
    const signer = loadSigner(privateKey);
    const { pieces, attachment } = signablePieces(caseId('jira', '10000'), links, signer, { longestPiece, mostPieces });
    const names = pieces.map(({ key, value }) => file(`${key}.json`, JSON.stringify({ key, value })));
    return attachment === null ? names : [...names, file(attachment.name, attachment.content)];
  };
  const whole = /^jira:10000: 40 events, whole, signed by [0-9a-f]{16}\n$/;

  it('finds a whole record whole, in pieces and in an attachment', () => {
    const pieces = filesOf(3_000);
    expect(pieces.length).toBeGreaterThan(3);
    expect(check(...pieces)).toMatch(whole);
    expect(check(...filesOf(3_000, 2))).toMatch(whole);
  });

  it('finds what was altered, left out or signed by somebody else', () => {
    const [head = '', first = '', ...others] = filesOf(3_000);
    const altered = file('altered.json', readFileSync(join(folder, first), 'utf8').replace('number 1 ', 'number 2 '));
    expect(() => check(head, altered, ...others)).toThrow(/the signature of piece 1/);
    expect(() => check(head, ...others)).toThrow(/piece 1 is the one the head names/);
    expect(() => check(first, ...others)).toThrow(/there is a head/);
    file('public.pem', generateKeyPair().publicKey);
    const foreign = [join(folder, 'check.mjs'), join(folder, 'public.pem'), head];
    expect(() => execFileSync(process.execPath, foreign, { cwd: folder, stdio: 'pipe' })).toThrow(
      /signed with this key/,
    );
  });
});

describe('the script of docs/operate/checking-a-record.md for a bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-papers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const [, script = ''] = blocks(textOf('docs/operate/checking-a-record.md'), 'js');
  const said = { cwd: folder, encoding: 'utf8', stdio: 'pipe' } as const;
  const check = () => execFileSync(process.execPath, ['check-bundle.mjs', 'public.pem', 'bundle'], said);
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const keys = freshKeys();

  it('finds a whole bundle whole, and what was changed as the file it was changed in', async () => {
    const { store, at } = await smallRecord(keys);
    const files = await exported(store, keys, at, { personal: true });
    mkdirSync(join(folder, 'bundle'));
    put('check-bundle.mjs', script);
    put('public.pem', keys.publicKey);
    for (const [name, text] of files) put(join('bundle', name), text);
    expect(check()).toMatch(
      /^11 events in 3 streams, whole up to seal 3 of \S+, 0 after it, signed by [0-9a-f]{16}\n$/,
    );
    const text = files.get(EVENTS) ?? '';
    put(join('bundle', EVENTS), text.replace('"seq":2', '"seq":3'));
    expect(check).toThrow(/events.jsonl is the file the manifest names/);
    // The manifest is made anew with the true key: now the chain and the seals have to tell.
    for (const { name, edit, says } of TAMPERED) {
      for (const [file, whole] of recounted(new Map([...files, [name, edit(files.get(name) ?? '')]]), keys.signer)) {
        put(join('bundle', file), whole);
      }
      expect(check, says.source).toThrow(says);
    }
    put('public.pem', freshKeys().publicKey);
    expect(check).toThrow(/what was signed with this key/);
  });

  it('takes a time that only a clock explains which a person has confirmed was set back, and no other', async () => {
    const layRecord = async ({ store, at }: Pick<Awaited<ReturnType<typeof setBackRecord>>, 'store' | 'at'>) => {
      rmSync(join(folder, 'bundle'), { recursive: true, force: true });
      mkdirSync(join(folder, 'bundle'));
      for (const [name, text] of await exported(store, keys, at())) put(join('bundle', name), text);
    };
    const lay = async (told: Parameters<typeof setBackRecord>[1], late: readonly [number, number] | null = null) => {
      const record = await setBackRecord(keys, told);
      if (late !== null) await record.later(...late);
      await layRecord(record);
    };
    put('check-bundle.mjs', script);
    put('public.pem', keys.publicKey);
    await lay({});
    expect(check()).toMatch(/whole up to seal 5 .*\nthe time of 5 of them is of a clock that was set back/);
    const unexplained = [
      { confirmedAt: null },
      { expected: minute(100), isBetween: false },
      { shown: minute(19) },
      { stray: { under: 2, at: 194 } },
      { stray: { under: 3, at: 188 } },
    ] as const;
    for (const told of unexplained) {
      await lay(told);
      expect(check, canonical(told)).toThrow(/the time of event \d of \S+ fits its seals/);
    }
    await lay({}, [200, 100]);
    expect(check).toThrow(/the time of event 5 of \S+ fits its seals/);
    const twice = [
      { from: 185, to: 120 },
      { from: 125, to: 60 },
    ];
    await layRecord(await steppedRecord(keys, twice));
    expect(check()).toMatch(/whole up to seal 4/);
    // Only said: the seals went on with the time.
    for (const said of [
      { from: 185, to: 60 },
      { from: 240, to: 60, dated: 230 },
    ]) {
      await layRecord(await steppedRecord(keys, [said], [185]));
      expect(check, canonical(said)).toThrow(/the time of event 2 of \S+ fits its seals/);
    }
  });
});

const lastLine = (text: string) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1);
const TAMPERED = [
  { name: EVENTS, edit: lastLine, says: /all of jira:\d+ is there/ },
  { name: EVENTS, edit: (text: string) => text.slice(text.indexOf('\n') + 1), says: /event 1 of \S+ is in its place/ },
  { name: EVENTS, edit: (text: string) => text.replace('"version":1', '"version":2'), says: /event 2 of \S+ follows/ },
  {
    name: SEALS,
    edit: (text: string) => text.replace('"streams":3', '"streams":2'),
    says: /seal 2 is what was signed/,
  },
  { name: PERSONAL, edit: (text: string) => text.replace('salt-1', 'salt-2'), says: /the text of event/ },
];

/** Events as they are stored, chained, with text that needs care: quotes, other scripts, line ends. */
function linksOf(count: number) {
  let previous = GENESIS;
  return Array.from({ length: count }, (_, index) => {
    const seq = index + 1;
    const body = { title: `number ${seq} "quoted" \u2028 ü 😀`, b: null, a: [1, { d: true, c: 0.5 }] };
    const text = canonical({ stream: 'jira:10000', seq, type: 'TaskRequested', version: 1, body, previous });
    const link = { seq, text, hash: sha256(text), previous };
    previous = link.hash;
    return link;
  });
}

it('the page of the REST API has every resource, beside the scope it takes', () => {
  const rows = textOf('docs/extend/api.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  for (const { method, path, operation } of RESOURCES) {
    const named = `\`${method.toUpperCase()} ${path}\``;
    const row = rows.find((line) => line.includes(named)) ?? expect.fail(`${named} is on no row`);
    expect(row).toContain(`\`${scopeOf[operation]}\``);
  }
});
