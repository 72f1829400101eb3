/**
 * Whatever a command is asked for wrongly, and whoever does not answer it or shows back what it was sent: no secret of its
 * configuration stands in what it says, nor a part of one that somebody could go on from.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as httpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECRETS, writeAcmePolicy } from '../../examples/acme/company.ts';
import { generateKeyPair } from '../../src/adapters/signing/ed25519.ts';
import { readConfig } from '../../src/config.ts';
import { plant } from '../support/said.ts';
import { say } from './company.ts';

/** Of every command what it needs to begin its work; a file that is not there is bad input of its own. */
const COMMANDS: readonly (readonly string[])[] = [
  ['serve'],
  ['worker'],
  ['migrate'],
  ['rebuild'],
  ['rebuild', '--key', 'none.pem'],
  ['status'],
  ['doctor'],
  ['diagnose'],
  ['plan'],
  ['explain', 'E2001'],
  ['timeline', 'E2001'],
  ['audit', 'E2001'],
  ['grants'],
  ['cases'],
  ['receipt', 'PEO-1'],
  ['exceptions'],
  ['confirm', 'one', '--verdict', 'accept', '--by', 'a@acme.example'],
  ['access', 'E2001'],
  ['request', 'Figma: viewer', '--for', 'E2001'],
  ['requests'],
  ['decide', 'PEO-1', 'approve', '--by', 'a@acme.example'],
  ['delegate'],
  ['give-back', 'PEO-1'],
  ['change-sets'],
  ['adopt', '--plan'],
  ['roster', 'none.csv'],
  ['shadow'],
  ['sweep'],
  ['doctor', 'none'],
  ['policy', 'plan'],
  ['policy', 'apply', '--by', 'a@acme.example'],
  ['catalogue', 'draft'],
  ['catalogue', 'push'],
  ['announce', '--list'],
  ['stop', '--by', 'a@acme.example'],
  ['resume', '--by', 'a@acme.example'],
  ['report'],
  ['export', '--out', 'bundle'],
  ['erase', 'E2001', '--plan'],
  ['verify'],
  ['verify', '.'],
];

const PASSWORD = 'Wq7-zR4kPv1LxT9s';
const TOKEN = 'hT5nB8cY2mKd6fGj3aXe';
const KEY = generateKeyPair().privateKey;
/** Lines of the key itself; what stands before and behind it is the same for every one. */
const KEY_TEXT = KEY.split('\n')[1] ?? '';
const SMTP = 'vN3pS6wQ9rUb1oZi';
const ALL = { ...SECRETS, PASSWORD, TOKEN, KEY_TEXT, SMTP };

/** A part of eight characters is enough to go on from; names of ours in the example's own secrets are none. */
const PART = 8;
const parts = new Map(
  Object.entries(ALL).flatMap(([name, secret]) => {
    const own = ['PASSWORD', 'TOKEN', 'KEY_TEXT', 'SMTP'].includes(name) ? PART : secret.length;
    return Array.from({ length: secret.length - own + 1 }, (_, at) => [secret.slice(at, at + own), name] as const);
  }),
);
const secretsIn = (text: string) => [
  ...new Set([...parts].flatMap(([part, name]) => (text.includes(part) ? [name] : []))),
];

const ADDRESSES = { okta: 'http://127.0.0.1:9', jira: 'http://127.0.0.1:9', smtp: 'smtp://127.0.0.1:9' };

let folder: string;
let refusing: Server;
let echoing: ReturnType<typeof httpServer>;

const portOf = (server: Pick<Server, 'address'>) => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};
const listening = (server: Server | ReturnType<typeof httpServer>) =>
  new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));

/** As PostgreSQL refuses a password: an ErrorResponse, and nothing else. */
function refusal(says: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C28P01\0M${says}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

beforeAll(async () => {
  plant({ PASSWORD, TOKEN, KEY_TEXT, SMTP });
  folder = mkdtempSync(join(tmpdir(), 'tenure-said-'));
  writeAcmePolicy(join(folder, 'policy'), ADDRESSES);
  refusing = createServer((socket) =>
    socket.once('data', () => socket.end(refusal('password authentication failed for user "tenure"'))),
  );
  // A proxy that shows all it was sent.
  echoing = httpServer((asked, answer) => {
    answer.writeHead(500, { 'content-type': 'application/json' });
    answer.end(
      JSON.stringify({ refusal: 'odd', says: JSON.stringify(asked.headers), details: [asked.headers.authorization] }),
    );
  });
  await Promise.all([listening(refusing), listening(echoing)]);
});
afterAll(() => {
  refusing.close();
  echoing.close();
  rmSync(folder, { recursive: true, force: true });
});

function policyWith(name: string, token: string): string {
  const path = join(folder, name);
  writeAcmePolicy(path, ADDRESSES, (text, file) => {
    const edited = text.replace(/token: \{ env: OKTA_TOKEN \}/, token);
    expect([file, edited === text]).toEqual([file, file !== 'tenure.yaml']);
    return edited;
  });
  return path;
}

const dsn = (host: string) => `postgres://tenure:${PASSWORD}@${host}/tenure`;

/** What may be wrong with an installation. Nothing here lets a command come as far as its work. */
const wrong: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  'a host that is not there': () => ({ DATABASE_URL: dsn('127.0.0.1:1') }),
  'a password that is refused': () => ({ DATABASE_URL: dsn(`127.0.0.1:${portOf(refusing)}`) }),
  'an address that is none': () => ({ DATABASE_URL: `postgres://tenure:${PASSWORD}@[127.0.0.1:x/tenure` }),
  'a password that needs escaping': () => ({ DATABASE_URL: `postgres://tenure:${PASSWORD}%zz/#@127.0.0.1:1/tenure` }),
  'only the password': () => ({ DATABASE_URL: PASSWORD }),
  'the address where its file belongs': () => ({ DATABASE_URL_FILE: dsn('127.0.0.1:1') }),
  'the key where its file belongs': () => ({ DATABASE_URL: dsn('127.0.0.1:1'), TENURE_SIGNING_KEY: KEY }),
  'an earlier key where its file belongs': () => ({
    DATABASE_URL: dsn('127.0.0.1:1'),
    TENURE_SIGNING_KEYS_BEFORE: KEY,
  }),
  'a service that is not there': () => ({
    DATABASE_URL: dsn('127.0.0.1:1'),
    TENURE_URL: `http://tenure:${PASSWORD}@127.0.0.1:1`,
    TENURE_API_TOKEN: TOKEN,
  }),
  'a service that shows what it was sent': () => ({
    DATABASE_URL: dsn('127.0.0.1:1'),
    TENURE_URL: `http://127.0.0.1:${portOf(echoing)}`,
    TENURE_API_TOKEN: TOKEN,
  }),
  'a service’s address that is none': () => ({
    DATABASE_URL: dsn('127.0.0.1:1'),
    TENURE_URL: `htp://tenure:${PASSWORD}@[/`,
    TENURE_API_TOKEN: TOKEN.slice(0, 10),
  }),
};

const said = async (argv: readonly string[], variables: Readonly<Record<string, string>>) => {
  const own = { ...SECRETS, TENURE_DATA: folder, TENURE_POLICY: join(folder, 'policy'), ...variables };
  const { out, err, exit } = await say(argv, own);
  return { text: `${out}\n${err}`, exit };
};

/** Read before there is a store: what a first start looks at. */
const misspelled: Readonly<Record<string, string>> = {
  'where its source belongs': `token: ${TOKEN}`,
  'in a line that cannot be read': `token: { env: "${TOKEN}`,
};

describe('no command says a secret', () => {
  it('is asked of every command there is', async () => {
    const { out } = await say(['--help'], {});
    const named = [...out.matchAll(/^ {2}([a-z][a-z-]*)(?: \[| <| {2,})/gm)].map(([, name = '']) => name);
    expect(named.filter((name) => name !== 'help' && !COMMANDS.some(([first]) => first === name))).toEqual([]);
  });

  it.each(Object.keys(wrong))('with %s', async (name) => {
    const variables = wrong[name]?.() ?? expect.fail('no such case');
    const leaks: string[] = [];
    for (const argv of COMMANDS) {
      for (const more of [[], ['--json']]) {
        const { text, exit } = await said([...argv, ...more], variables);
        if (more.length === 0) expect([argv.join(' '), text.trim() === '']).toEqual([argv.join(' '), false]);
        expect(exit).not.toBeNull();
        for (const secret of secretsIn(text)) leaks.push(`${[...argv, ...more].join(' ')}: ${secret}: ${text}`);
      }
    }
    expect(leaks).toEqual([]);
  });

  it.each(Object.entries(misspelled))('that stands in tenure.yaml %s', async (name, token) => {
    const TENURE_POLICY = policyWith(name.replaceAll(' ', '-'), token);
    for (const argv of [['doctor'], ['doctor', '--json']]) {
      const { text, exit } = await said(argv, { TENURE_POLICY });
      expect([exit, secretsIn(text)]).toEqual([1, []]);
      expect(text).toMatch(/tenure\.yaml/);
    }
  });

  it.each(Object.keys(wrong).filter((name) => name.endsWith('where its file belongs')))(
    'but what to do: %s',
    async (name) => {
      const { text, exit } = await said(['status'], wrong[name]?.() ?? {});
      expect([exit, text]).toEqual([1, expect.stringContaining('names a file, and is not what belongs into it')]);
    },
  );

  it('that stands in tenure.yaml where the name of its variable belongs', () => {
    const { secret } = readConfig({});
    expect(() => secret({ env: TOKEN })).toThrow(/^(?!.*hT5nB8cY).*is not set.*tenure\.yaml/);
    expect(() => secret({ env: 'OKTA_TOKEN' })).toThrow('OKTA_TOKEN is not set');
  });
});
