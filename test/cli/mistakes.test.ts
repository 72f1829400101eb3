/** What a person may get wrong: one clear sentence, the right exit code, and never a stack trace. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SECRETS, writeAcmePolicy } from '../../examples/acme/company.ts';
import { lockFolder } from '../../src/adapters/postgres/folderLock.ts';
import { readServiceFile, writeServiceFile } from '../../src/serviceFile.ts';
import { type CliCompany, type Said, say, startCliCompany } from './company.ts';

const folders: string[] = [];
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tenure-mistakes-'));
  folders.push(made);
  return made;
}
afterEach(() => {
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
});

/** No stack, no internals: what is said is for whoever typed the command. */
function sentence({ exit, err }: Said): string {
  expect(err).not.toMatch(/\n\s+at |Error:|node:internal|\[object/);
  return `${exit} ${err.trim()}`;
}

const at = (dataDir: string, more: Record<string, string> = {}) => ({ TENURE_DATA: dataDir, ...more });
const WORD = 'a-token-of-sixteen-letters-or-more';

describe('asked for wrongly', () => {
  it.each([
    [['nonsense'], "2 error: unknown command 'nonsense'"],
    [['recepit', 'PEO-1'], 'Did you mean receipt?'],
    [['receipt'], "2 error: missing required argument 'case'"],
    [['receipt', 'PEO-1', '--jsno'], "2 error: unknown option '--jsno'"],
    [['policy', 'appply'], 'Did you mean apply?'],
  ])('%j', async (argv, expected) => {
    expect(sentence(await say(argv, at(folder())))).toContain(expected);
  });

  it('help is no mistake, and says what every command does', async () => {
    const { exit, out } = await say(['--help'], {});
    expect(exit).toBe(0);
    for (const name of ['serve', 'worker', 'migrate', 'doctor', 'plan', 'explain', 'timeline', 'receipt', 'confirm']) {
      expect(out).toMatch(new RegExp(`\\n {2}${name} .*\\S`));
    }
    const receipt = await say(['help', 'receipt'], {});
    expect([receipt.exit, receipt.out]).toEqual([0, expect.stringContaining('verified (read back)')]);
    expect((await say([], {})).exit).toBe(2);
  });

  it('lists every variable that cannot be read', async () => {
    const said = sentence(await say(['status'], at(folder(), { TENURE_PORT: 'abc', TENURE_API_TOKEN: 'short' })));
    expect(said).toContain('1 The configuration is not complete.');
    expect(said).toContain('TENURE_PORT: ');
    expect(said).toContain('TENURE_API_TOKEN: ');
  });
});

describe('nobody to ask', () => {
  it('says that nothing is running and that there is no store', async () => {
    const dir = folder();
    expect(sentence(await say(['status'], at(dir)))).toContain(`1 Nothing is running, and there is no store in ${dir}`);
    const { out } = await say(['status', '--json'], at(dir));
    expect(JSON.parse(out)).toMatchObject({ refusal: 'no-tenure' });
  });

  it('does not make a store to answer from', async () => {
    const dir = folder();
    await say(['timeline', 'E2001'], at(dir));
    expect(existsSync(join(dir, 'pglite'))).toBe(false);
  });

  it('names the process that holds the store', async () => {
    const dir = folder();
    mkdirSync(join(dir, 'pglite'));
    const release = lockFolder(dir);
    const said = sentence(await say(['status'], at(dir)));
    release();
    expect(said).toContain(
      `No running service is found, and the data folder ${dir} is in use by process ${process.pid}`,
    );
  });

  it('looks past the file of a process that is gone', async () => {
    const dir = folder();
    writeServiceFile(dir, { url: 'http://127.0.0.1:9', pid: 4_190_000, token: WORD });
    expect(sentence(await say(['status'], at(dir)))).toContain('Nothing is running');
  });

  it('says that nobody answers at TENURE_URL', async () => {
    const without = at(folder(), { TENURE_URL: 'http://127.0.0.1:9' });
    expect(sentence(await say(['status'], { ...without, TENURE_API_TOKEN: WORD }))).toContain(
      '1 No Tenure answers at http://127.0.0.1:9.',
    );
    expect(sentence(await say(['status'], without))).toContain('TENURE_API_TOKEN is not');
  });

  it('says that something else answers there', async () => {
    const other = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const said = sentence(await say(['status'], at(folder(), { TENURE_URL: url, TENURE_API_TOKEN: WORD })));
    other.close();
    expect(said).toContain(`What answers at ${url} is not Tenure`);
  });

  it('says that the database does not answer, without its password', async () => {
    const variables = at(folder(), { DATABASE_URL: 'postgres://someone:hush@127.0.0.1:9/none' });
    for (const command of ['status', 'migrate', 'serve', 'worker']) {
      const said = sentence(await say([command], variables));
      expect(said).toContain('1 The database at DATABASE_URL does not answer');
      expect(said).not.toContain('hush');
    }
  });
});

describe('starting wrongly', () => {
  it('a worker needs a PostgreSQL', async () => {
    expect(sentence(await say(['worker'], at(folder())))).toContain('1 A worker needs DATABASE_URL');
  });

  it('a file where a folder is wanted, or what may not be read, is said without a stack', async () => {
    const dir = folder();
    const file = join(dir, 'a-file');
    writeFileSync(file, '');
    expect(sentence(await say(['migrate'], at(file)))).toContain('1 A file or folder cannot be used: EEXIST');
    mkdirSync(join(dir, 'manifest.json'));
    const { signerFor } = await import('../../src/signingKey.ts');
    signerFor({ dataDir: dir, signingKeyFile: null }, { make: true });
    const verified = await say(['verify', dir, '--key', join(dir, 'signing-key.pub.pem')], at(folder()));
    expect(sentence(verified)).toContain('1 A file or folder cannot be used: EISDIR');
  });

  it('a policy plan needs a folder', async () => {
    const said = sentence(await say(['policy', 'plan', '/no/such/folder'], at(folder())));
    expect(said).toContain('1 There is no folder /no/such/folder');
  });

  it('a folder of mail templates that was named must be there, said before anything runs', async () => {
    const dir = folder();
    const policy = join(dir, 'policy');
    const dead = { okta: 'http://127.0.0.1:9', jira: 'http://127.0.0.1:9', smtp: 'smtp://127.0.0.1:9' };
    const named = (text: string, file: string) =>
      file === 'tenure.yaml' ? text.replace('\nmail:\n', '\nmail:\n  templates: letters\n') : text;
    writeAcmePolicy(policy, dead, named);
    const variables = at(join(dir, 'data'), { ...SECRETS, TENURE_POLICY: policy });
    // Doctor composes what serve would, on a store in memory.
    const said = sentence(await say(['doctor'], variables));
    expect(said).toContain(`there is no folder ${join(policy, 'letters')}, which \`mail.templates\``);
  }, 90_000);

  it('a signing key that was named must be there', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'key.pem'), 'no key');
    const { signerFor } = await import('../../src/signingKey.ts');
    expect(() => signerFor({ dataDir: dir, signingKeyFile: join(dir, 'key.pem') }, { make: true })).toThrow(
      /no Ed25519/,
    );
    expect(() => signerFor({ dataDir: dir, signingKeyFile: join(dir, 'none') }, { make: true })).toThrow(
      /is not there/,
    );
    // A folder, here: there, and not to be read. Nobody is sent to look for what is wrong with the key.
    expect(() => signerFor({ dataDir: dir, signingKeyFile: dir }, { make: true })).toThrow(/cannot be read/);
    const made = signerFor({ dataDir: dir, signingKeyFile: null }, { make: true });
    expect(statSync(join(dir, 'signing-key.pem')).mode & 0o777).toBe(0o600);
    expect(signerFor({ dataDir: dir, signingKeyFile: null }, { make: false }).keyId).toBe(made.keyId);
  });

  it('the service’s file is for its owner only, and taken away only by who wrote it', () => {
    const dir = folder();
    const away = writeServiceFile(dir, { url: 'http://127.0.0.1:1', pid: 1, token: WORD });
    chmodSync(dir, 0o755);
    expect(statSync(join(dir, 'service.json')).mode & 0o777).toBe(0o600);
    writeServiceFile(dir, { url: 'http://127.0.0.1:2', pid: 2, token: `${WORD}-2` });
    away();
    expect(readServiceFile(dir)?.url).toBe('http://127.0.0.1:2');
    writeFileSync(join(dir, 'service.json'), '{');
    expect(readServiceFile(dir)).toBeNull();
  });
});

describe('beside a running service', () => {
  let company: CliCompany;
  beforeAll(async () => {
    company = await startCliCompany();
  });
  afterAll(() => company.stop());

  it.each([
    [['timeline', 'nobody'], '1 Nobody here is known as "nobody".'],
    [['explain', 'nobody'], '1 Nobody here is known as "nobody".'],
    [['plan', 'nobody'], '1 Nobody here is known as "nobody".'],
    [['receipt', 'PEO-99'], '1 There is no case "PEO-99".'],
    [['change-sets', 'x'], '1 There is no change set "x".'],
    [['confirm', 'x', '--hash', '12345678', '--by', 'ines.keller@acme.example'], '1 There is no change set "x".'],
    [
      ['confirm', 'PEO-99', '--verdict', 'retry', '--reason', 'r', '--by', 'a@b.c'],
      '1 There is no open exception "PEO-99".',
    ],
    [['confirm', 'PEO-99', '--verdict', 'retry', '--reason', 'r'], '2 Say who decides'],
  ])('%j', async (argv, expected) => {
    expect(sentence(await company.tenure(...argv))).toContain(expected);
  });

  it('an export into a file that is no folder is refused', async () => {
    const file = join(folder(), 'a-file');
    writeFileSync(file, '');
    expect(sentence(await company.tenure('export', '--out', join(file, 'bundle')))).toContain(
      'bundle cannot be written: ENOTDIR',
    );
  });

  it('a wrong token is refused by the service and said by the command', async () => {
    const { url } = company.running.served;
    const said = sentence(await say(['status'], at(folder(), { TENURE_URL: url, TENURE_API_TOKEN: WORD })));
    expect(said).toContain(`1 The service at ${url} refuses the token.`);
  });
});
