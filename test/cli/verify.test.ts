/** `tenure verify` on a whole life at Acme, and on records somebody has laid hands on. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filed } from '../../examples/acme/forms.ts';
import { generateKeyPair, loadSigner } from '../../src/adapters/signing/ed25519.ts';
import { compareLedgers, personOf, rebuildLedger } from '../../src/app/evidence/rebuild.ts';
import { writeServiceFile } from '../../src/serviceFile.ts';
import { keyFileFor } from '../../src/signingKey.ts';
import { type CliCompany, MARA, startCliCompany } from './company.ts';

let company: CliCompany;
let hired: Filed;

beforeAll(async () => {
  company = await startCliCompany();
  hired = await company.proved('Onboarding', MARA);
  await company.proved('Change', { Employee: 'E2001', Department: 'Data', 'Job title': 'Data Scientist' });
  await company.proved('Offboarding', { Employee: 'E2001' });
});
afterAll(() => company.stop());

/** Does what nobody may, looks, and puts it back. */
async function tampered(statement: string, undo: string, look: () => Promise<void>): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(company.databases.main);
  await run('alter table tenure.event disable trigger user');
  try {
    await run(statement);
    await look();
  } finally {
    await run(undo);
    await run('alter table tenure.event enable trigger user');
  }
}

const ofHired = () => `stream = 'jira:${hired.id}'`;

async function faults(...argv: string[]) {
  const { exit, json } = await company.tenure('verify', '--json', ...argv);
  const { whole, faults: found } = json() as { whole: boolean; faults: { where: string; fault: string }[] };
  expect({ exit, whole }).toEqual({ exit: found.length === 0 ? 0 : 1, whole: found.length === 0 });
  return found;
}

describe('a record nobody touched', () => {
  it('is whole, in the store and on the issues', async () => {
    const { exit, out } = await company.tenure('verify', '--issues');
    expect(out).toMatch(
      /^4 chains, \d+ events, (?:\d+ seals?, )?the ledger of 1 person replayed\n3 issues read back\nWhole\.\n$/,
    );
    expect(exit).toBe(0);
  });

  it('gives the same ledger when all events are replayed by position', async () => {
    const { read } = company.store;
    const events = [];
    const raw = [];
    for await (const stream of read.streams()) {
      events.push(...(await read.stream(stream)));
      raw.push(...(await read.rawStream(stream)));
    }
    const person = personOf(raw);
    if (person === null) throw new Error('nobody was hired');
    const replayed = rebuildLedger(events);
    expect(compareLedgers(await read.person(person), replayed)).toEqual([]);
    expect(replayed.grants.length).toBeGreaterThan(10);
    expect(replayed.accounts).toHaveLength(1);
  });
});

describe('a bundle of it', () => {
  const out = join(mkdtempSync(join(tmpdir(), 'tenure-bundle-')), 'bundle');
  afterAll(() => rmSync(dirname(out), { recursive: true, force: true }));

  it('is whole without store or network, and answers about her what the store answers', async () => {
    expect((await company.tenure('export', '--out', out, '--personal')).exit).toBe(0);
    const { exit, json } = await company.tenure('verify', out, '--answers', 'E2001', '--json');
    const { answers, ...checked } = json() as { answers: { grants: unknown[] }; vouches: { seal: number } };
    expect({ exit, checked }).toMatchObject({ exit: 0, checked: { whole: true, streams: 4, after: { events: 0 } } });
    expect(checked.vouches.seal).toBeGreaterThan(0);
    expect(answers.grants.length).toBeGreaterThan(10);
    expect(answers).toEqual((await company.tenure('audit', 'E2001', '--json')).json());
  });

  it('is checked by the very command that export prints, and a key that is not there is said to be missing', async () => {
    const there = `${out}-it's there`;
    const { out: said } = await company.tenure('export', '--out', there);
    const [, command = ''] = /^Check it with: tenure (.+)$/m.exec(said) ?? [];
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(words).toEqual(['verify', there, '--key', expect.stringMatching(/signing-key\.pub\.pem$/)]);
    expect((await company.tenure(...words)).out).toMatch(/\nWhole\.\n$/);
    const gone = await company.tenure('verify', there, '--key', 'signing-key.pub.pem');
    expect([gone.exit, gone.err]).toEqual([1, expect.stringContaining('There is no file signing-key.pub.pem')]);
  });

  it('is checked with the key that signed it, wherever the service says it lies, and with no other', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tenure-keys-'));
    const [own, other] = [generateKeyPair(), generateKeyPair()];
    const where = { dataDir, signingKeyFile: null };
    const { keyId } = loadSigner(own.privateKey);
    writeFileSync(join(dataDir, 'signing-key.pub.pem'), other.publicKey);
    expect(keyFileFor(where, keyId)).toBeNull();
    const publicKey = join(dataDir, 'elsewhere.pem');
    writeFileSync(publicKey, own.publicKey);
    writeServiceFile(dataDir, { url: 'http://127.0.0.1:1', pid: process.pid, token: 'a-token-of-the-test', publicKey });
    expect(keyFileFor(where, keyId)).toBe(publicKey);
    expect(keyFileFor(where, loadSigner(other.privateKey).keyId)).toBe(join(dataDir, 'signing-key.pub.pem'));
    rmSync(dataDir, { recursive: true });
  });

  it('is not written over, and without names nobody is in it by name', async () => {
    expect((await company.tenure('export', '--out', out)).exit).toBe(1);
    const nameless = `${out}-nameless`;
    await company.tenure('export', '--out', nameless);
    const files = readdirSync(nameless).map((name) => readFileSync(join(nameless, name), 'utf8'));
    expect(files.join('')).not.toMatch(/Mara|Lindt/);
    expect((await company.tenure('verify', nameless)).out).toMatch(/Vouched for up to seal \d+ of \S+\.\nWhole\.\n$/);
  });

  it('says what somebody changed in it, and answers nothing then', async () => {
    const file = join(out, 'events.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace('GrantGiven', 'GrantTaken'));
    const { exit, out: said } = await company.tenure('verify', out, '--answers', 'E2001');
    expect(exit).toBe(1);
    expect(said).toMatch(/file-altered {2}events\.csv is not the file the manifest names/);
    expect(said).toContain('What is not whole answers nothing');
  });

  it('has the populations that tenure report counts', async () => {
    const { json } = await company.tenure('report', '--json');
    const { populations } = json() as { populations: { population: string; count: number; sha256: string }[] };
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
    expect(manifest.populations).toEqual(
      populations.map(({ population, count, sha256 }) => ({ population, count, sha256 })),
    );
    const counts = Object.fromEntries(populations.map(({ population, count }) => [population, count]));
    expect(counts).toMatchObject({ joiners: 1, movers: 1, leavers: 1 });
    expect((await company.tenure('report', '--csv')).out).toContain('joiners,');
    expect((await company.tenure('report', '--until', '2001-01-01')).out).not.toContain('Mara');
  });
});

describe('a record somebody laid hands on', () => {
  it('shows an event that was changed', () =>
    tampered(
      `update tenure.event set text = replace(text, 'slack', 'slick') where ${ofHired()}`,
      `update tenure.event set text = replace(text, 'slick', 'slack') where ${ofHired()}`,
      async () => {
        expect(await faults()).toContainEqual(expect.objectContaining({ where: hired.key, fault: 'altered' }));
        expect((await company.tenure('verify')).out).toMatch(/altered {2}PEO-\d+: event \d+ was changed after/);
        expect(await faults('--issues')).toContainEqual(expect.objectContaining({ fault: 'piece-differs' }));
      },
    ));

  it('shows an event whose text is no event any more, and goes on', () =>
    tampered(
      `update tenure.event set text = '{' || text where ${ofHired()} and seq = 5`,
      `update tenure.event set text = substr(text, 2) where ${ofHired()} and seq = 5`,
      async () => {
        const found = await faults();
        expect(found.map(({ fault }) => fault).sort()).toEqual(['altered', 'unreadable']);
      },
    ));

  it('shows a row of the ledger that no event made', () =>
    tampered(
      `insert into tenure.access_grant (id, person, cause, given_by, starts_at, ends_at, body)
       select id || 'x', person, cause, given_by, starts_at, ends_at, jsonb_set(body, '{id}', to_jsonb(id || 'x'))
       from tenure.access_grant order by id limit 1`,
      "delete from tenure.access_grant where id like '%x'",
      async () =>
        expect(await faults()).toEqual([expect.objectContaining({ where: 'e2001', fault: 'ledger-unexplained' })]),
    ));

  it('shows a grant that was made to last', () =>
    tampered(
      "update tenure.access_grant set body = jsonb_set(body, '{end}', 'null') where body->>'end' is not null",
      `update tenure.access_grant set body = jsonb_set(body, '{end}', to_jsonb(to_char(ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
       where ends_at is not null`,
      async () => expect((await faults())[0]).toMatchObject({ where: 'e2001', fault: 'ledger-altered' }),
    ));

  it('shows a tail that was cut off and never told of, and a chain that was written anew, by the seals', async () => {
    await company.tenure('export', '--out', `${mkdtempSync(join(tmpdir(), 'tenure-seal-'))}/bundle`);
    const last = `stream = 'system' and seq = (select max(seq) from tenure.event where stream = 'system')`;
    await tampered(
      `create table cut as select * from tenure.event where ${last};
       delete from tenure.event e using cut where e.stream = cut.stream and e.seq = cut.seq`,
      'insert into tenure.event overriding system value select * from cut; drop table cut',
      async () => expect(await faults()).toEqual([expect.objectContaining({ fault: 'cut-behind-seal' })]),
    );
    const text = `replace(text, '"author":"example"', '"author":"another"')`;
    await tampered(
      `create table kept as select * from tenure.event where ${last};
       update tenure.event set text = ${text}, hash = encode(sha256(convert_to(${text}, 'UTF8')), 'hex') where ${last}`,
      `update tenure.event e set text = kept.text, hash = kept.hash from kept where e.stream = kept.stream and e.seq = kept.seq;
       drop table kept`,
      async () =>
        expect(await faults()).toEqual([expect.objectContaining({ where: 'system', fault: 'not-as-sealed' })]),
    );
    expect(await faults()).toEqual([]);
  });

  it('shows a chain whose end was cut off', () =>
    tampered(
      `create table cut as select * from tenure.event where ${ofHired()} and seq = (select max(seq) from tenure.event where ${ofHired()});
       delete from tenure.event e using cut where e.stream = cut.stream and e.seq = cut.seq`,
      'insert into tenure.event overriding system value select * from cut; drop table cut',
      async () =>
        expect(await faults()).toContainEqual(expect.objectContaining({ where: hired.key, fault: 'cut-short' })),
    ));

  it('shows a record on an issue that says something else', async () => {
    // Nothing is sent of it: who is told writes it again.
    company.systems.jira.site.issue(hired.key).properties.set('tenure.record.1', { nothing: 'to see' });
    expect(await faults()).toEqual([]);
    expect(await faults('--issues')).toEqual([expect.objectContaining({ where: hired.key, fault: 'piece-differs' })]);
  });
});

describe('a person who was erased', () => {
  const [RAFAEL, INES] = ['rafael.ortiz@acme.example', 'ines.keller@acme.example'];
  const erased = async () => {
    const { json } = await company.tenure('erase', 'E2001', '--plan', '--by', INES, '--json');
    return json() as { person: { id: string }; hash: string };
  };

  it('is planned in words, erased by somebody else, and from then on everywhere by id', async () => {
    const { person, hash } = await erased();
    const { out: planned } = await company.tenure('erase', 'E2001', '--plan', '--by', INES);
    expect(planned).toMatch(/Mara Lindt \(e2001\), known by \S+ afterwards/);
    expect(planned).toMatch(/\d+ +names, addresses and reasons beside events/);
    expect(planned).toContain(`forms, comments, history and attachments of ${hired.key},`);
    expect(planned).toContain(`tenure erase --confirm ${hash.slice(0, 12)}`);
    expect((await company.tenure('erase', '--confirm', hash, '--by', INES)).err).toContain('somebody else');
    expect((await company.tenure('erase', 'E2001', '--by', INES)).exit).toBe(2);

    const done = await company.tenure('erase', '--confirm', hash, '--by', RAFAEL);
    expect({ exit: done.exit, out: done.out }).toEqual({ exit: 0, out: expect.stringMatching(/^Erased: \d+ texts, /) });
    expect((await company.tenure('verify')).out).toContain('1 of them erased: compared without their names\nWhole.');
    for (const argv of [
      ['timeline', person.id],
      ['audit', person.id],
      ['explain', person.id],
      ['receipt', hired.key],
      ['access', person.id],
    ]) {
      const { exit, out } = await company.tenure(...argv);
      expect({ argv, exit, out }).toEqual({ argv, exit: 0, out: expect.stringContaining('erased') });
      expect(out).not.toMatch(/Mara|Lindt/);
    }
  });

  it('is in a bundle without a word, and answered about by id; words put back into a row are found', async () => {
    const [person] = await company.store.read.personsPage(1);
    if (person === undefined) throw new Error('nobody');
    const folder = `${mkdtempSync(join(tmpdir(), 'tenure-erased-'))}/bundle`;
    expect((await company.tenure('export', '--out', folder, '--personal')).exit).toBe(0);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(/Mara|Lindt|\b[eE]2001\b/.exec(files.join(''))).toBeNull();
    const { exit, out } = await company.tenure('verify', folder, '--answers', person);
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringContaining('Whole.') });
    rmSync(dirname(folder), { recursive: true, force: true });
    await tampered(
      `update tenure.person set body = jsonb_set(body, '{profile,givenName}', '"Mara"')`,
      `update tenure.person set body = jsonb_set(body, '{profile,givenName}', '"erased"')`,
      async () => expect(await faults()).toEqual([expect.objectContaining({ fault: 'ledger-altered' })]),
    );
  });
});
