/** Commands that only look, beside a running service, after one hire and one role change. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forceShadow, liftForced } from '../../src/app/restore/forcedShadow.ts';
import type { Tx } from '../../src/ports/store.ts';
import { type CliCompany, MARA, startCliCompany } from './company.ts';

let company: CliCompany;
let hired: string;
let moved: string;

beforeAll(async () => {
  company = await startCliCompany();
  hired = (await company.proved('Onboarding', MARA)).key;
  moved = (await company.proved('Change', { Employee: 'E2001', Department: 'Data', 'Job title': 'Data Scientist' }))
    .key;
});
afterAll(() => company.stop());

describe('tenure receipt', () => {
  it('lists every item with when it was read back, and what a person did as accepted', async () => {
    const { exit, out } = await company.tenure('receipt', hired);
    expect(exit).toBe(0);
    expect(out).toContain(`${hired}  onboarding  Mara Lindt (e2001)`);
    expect(out).toContain('Closed, 1 accepted');
    expect(out).toMatch(/verified {2}in group {2}okta:app-benchling +\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/);
    expect(out).toContain('accepted  task      Open lab-access:badge');
  });

  it('still says what was proved then, although a later case took some of it', async () => {
    const { json } = await company.tenure('receipt', hired, '--json');
    const names = (json() as { items: { name: string; state: string }[] }).items.map(({ name }) => name);
    expect(names).toContain('okta:science-lab');
    const after = (await company.tenure('receipt', moved)).out;
    expect(after).toMatch(/verified {2}out of group {2}okta:science-lab/);
  });

  it('takes the case’s own id, and a key in any case', async () => {
    const { json } = await company.tenure('receipt', hired.toLowerCase(), '--json');
    const { id, evidence } = json() as { id: string; evidence: { events: number; onIssue: number } };
    expect((await company.tenure('receipt', id)).exit).toBe(0);
    expect(evidence.onIssue).toBeGreaterThan(30);
    expect(evidence.onIssue).toBeLessThanOrEqual(evidence.events);
  });
});

describe('tenure access', () => {
  it('says what somebody holds, and what they may ask for', async () => {
    const { exit, out } = await company.tenure('access', 'mara.lindt@acme.example');
    expect(exit).toBe(0);
    expect(out).toContain(`  Slack: member  no end, birthright, ${hired}`);
    expect(out).toContain(`  Figma: viewer  no end, request, ${hired}`);
    const offered = await company.tenure('access', 'E2001', '--offers', 'aws prod');
    expect(offered.out).toContain('AWS: production, risk high');
    expect(offered.out).toContain('6 hours (usual), asked about, needs a reason, rule high');
    expect(offered.out).toContain(
      'in an emergency: 1 hour (usual), given at once, needs a reason, rule production-emergency',
    );
    expect((await company.tenure('access', 'E2001', '--offers', 'slack')).out).toContain('it comes with the job');
    expect((await company.tenure('access', 'nobody@acme.example')).exit).toBe(1);
  });
});

describe('tenure explain', () => {
  it('says for every group which row or grant gives it', async () => {
    const { exit, out } = await company.tenure('explain', 'mara.lindt@acme.example');
    expect(exit).toBe(0);
    expect(out).toContain(`okta:app-tableau\n    row data (line 17) through tableau:viewer, given by ${moved}`);
    expect(out).toContain(`okta:app-figma-viewer\n    request through figma:viewer, given by ${hired}`);
    expect(out).toContain('The table in force gives nothing beside these.');
  });

  it('answers for somebody not yet hired', async () => {
    const attributes = 'department=Science,title=Research Scientist,location=Basel,workerType=employee';
    const { exit, out } = await company.tenure('explain', '--attributes', attributes);
    expect(exit).toBe(0);
    expect(out).toContain('okta:science-lab\n    by row science-lab (reference-table.csv:9)');
    expect(out).toContain('lab-access:badge, opened by a person');
    expect(out).toContain('row london (reference-table.csv:6) would give group site-london');
    const { json } = await company.tenure('explain', '--attributes', attributes, '--json');
    expect(json()).toMatchObject({ attributes: { department: 'Science' }, groups: expect.any(Array) });
  });

  it('suggests the attribute that was meant', async () => {
    const { exit, err } = await company.tenure('explain', '--attributes', 'departmnt=Science');
    expect(exit).toBe(1);
    expect(err).toContain('Did you mean "department"?');
  });

  it('wants a person or attributes, and not both', async () => {
    expect((await company.tenure('explain')).exit).toBe(2);
    expect((await company.tenure('explain', 'E2001', '--attributes', 'department=Data')).exit).toBe(2);
  });
});

describe('tenure timeline', () => {
  it('says what gave each group, from when to when, and who ended it', async () => {
    const { exit, out } = await company.tenure('timeline', 'e2001');
    expect(exit).toBe(0);
    const line = out.split('\n').find((one) => one.includes('okta:science-lab'));
    expect(line).toMatch(/reference table, row science-lab {2,}PEO-\d+ .* \d\d:\d\d:\d\dZ {2}PEO-\d+$/);
    expect(out).toMatch(/closed: \d+ items read back, 1 accepted/);
  });

  it('answers for one day', async () => {
    const held = async (on: string) => {
      const { json } = await company.tenure('timeline', 'E2001', '--on', on, '--json');
      return (json() as { access: { group: string }[] }).access.map(({ group }) => group);
    };
    expect(await held('2023-01-01')).toEqual([]);
    expect(await held('2100-01-01')).not.toContain('okta:science-lab');
    expect(await held('2100-01-01')).toContain('okta:app-snowflake-reader');
  });

  it('says that a day is no day', async () => {
    const { exit, err } = await company.tenure('timeline', 'E2001', '--on', 'yesterday');
    expect(exit).toBe(2);
    expect(err).toContain('is not a date');
  });
});

describe('tenure plan', () => {
  it('finds nothing to do for somebody who is settled', async () => {
    const { exit, out } = await company.tenure('plan', 'E2001');
    expect(exit).toBe(0);
    expect(out).toContain('nothing to do');
    expect((await company.tenure('plan')).out).toContain('every account is settled');
  });

  it('says what another hand did, and writes nothing', async () => {
    const { directory, log } = company.systems.okta;
    const mara = directory.user('mara.lindt@acme.example')?.id ?? '';
    const zoom = directory.groups().find(({ profile }) => profile.name === 'app-zoom')?.id ?? '';
    directory.removeMember(zoom, mara);
    const writes = () => log.list({ matching: /^(POST|PUT|DELETE) /u }).length;
    const before = writes();
    expect((await company.tenure('plan', 'E2001')).out).toContain('needs a person: gone-after-verified okta:app-zoom');
    const { exit, json } = await company.tenure('plan', 'E2001', '--json');
    expect(exit).toBe(0);
    expect(json()).toMatchObject({
      stopped: null,
      accounts: [{ wanted: 'active', changes: [], obstacles: [{ obstacle: 'gone-after-verified' }] }],
    });
    expect(writes()).toBe(before);
    directory.addMember(zoom, mara);
  });
});

describe('lists and states', () => {
  it('lists cases, newest first, by state and person', async () => {
    const { out } = await company.tenure('cases', '--state', 'closed', '--person', 'E2001');
    expect(
      out
        .split('\n')
        .slice(1, 3)
        .map((line) => line.split(' ')[0]),
    ).toEqual([moved, hired]);
    expect((await company.tenure('cases', '--state', 'waiting')).out).toBe('No case.\n');
    expect((await company.tenure('cases', '--state', 'sleeping')).exit).toBe(2);
  });

  it('shows the whole in one look', async () => {
    const { json } = await company.tenure('status', '--json');
    expect(json()).toMatchObject({ company: 'Acme Science', openExceptions: 0, stopped: null, store: { ready: true } });
    expect((await company.tenure('status')).out).toContain('writes         on');
    expect((await company.tenure('status')).out).not.toContain('shadow');
  });

  it('says that everything is in shadow since a restore, until a policy is applied', async () => {
    const { store } = company;
    const inSystem = (change: (tx: Tx) => Promise<void>) =>
      store.transaction(async (tx) => {
        await tx.lockCase('system');
        await change(tx);
      });
    await inSystem((tx) => forceShadow(tx, { because: 'older-store', leftAlone: [] }));
    expect((await company.tenure('status', '--json')).json()).toMatchObject({
      allInShadow: { because: 'older-store', since: expect.any(String) },
    });
    expect((await company.tenure('status')).out).toMatch(/shadow +everything, since the store was restored \d{4}-/);
    // Found under the running service: applying a policy is refused until it was compared.
    await inSystem((tx) => forceShadow(tx, { because: 'older-store', leftAlone: [], awaitsStart: true }));
    expect((await company.tenure('status')).out).toMatch(
      /shadow +everything, since newer seals were found in Jira \d{4}-.*; start the service again, .* then tenure policy apply/,
    );
    await inSystem((tx) => liftForced(tx, 'ines.keller@acme.example'));
    expect((await company.tenure('status', '--json')).json()).toMatchObject({ allInShadow: null });
  });

  it('has no exception and no change set to show', async () => {
    expect((await company.tenure('exceptions')).out).toBe('Nothing waits for a person.\n');
    expect((await company.tenure('exceptions', '--json')).json()).toEqual({ exceptions: [], next: null });
    expect((await company.tenure('change-sets', '--json')).json()).toEqual({ changeSets: [] });
  });
});

describe('tenure request, grants and audit', () => {
  it('asks, lists what is held, and answers the five questions', async () => {
    const asked = await company.tenure(
      'request',
      'AWS: production',
      '--by',
      'mara.lindt@acme.example',
      '--for',
      '8d',
      '--reason',
      'x',
    );
    expect([asked.exit, asked.err]).toEqual([1, expect.stringContaining('for longer than policy allows')]);
    const tries = async (...more: string[]) => {
      const { exit, err } = await company.tenure(
        'request',
        'AWS: production',
        '--by',
        'mara.lindt@acme.example',
        ...more,
      );
      return [exit, err];
    };
    expect(await tries('--for', 'forever', '--reason', 'x')).toEqual([
      1,
      expect.stringMatching(/^"forever" is no duration/),
    ]);
    expect(await tries('--reason', '<!channel> *all* '.repeat(1_800))).toEqual([
      1,
      expect.stringMatching(/“Reason” is too long/),
    ]);
    const asking = ['--by', 'mara.lindt@acme.example', '--for', '6h', '--reason', 'The upgrade', '--key', 'once'];
    const { exit, out } = await company.tenure('request', 'aws:production', ...asking);
    expect([exit, out]).toEqual([0, expect.stringMatching(/^Asked on HELP-1 {2}http/)]);
    expect((await company.tenure('request', 'aws:production', ...asking)).out).toBe(out);
    const held = await company.tenure('grants', '--person', 'E2001', '--live', '--entitlement', 'slack:member');
    expect(held.out).toMatch(/Mara Lindt \(e2001\) {2}slack:member/);
    expect((await company.tenure('grants', '--limit', '1')).out).toContain('More: --cursor ');
    expect((await company.tenure('grants', '--cursor', 'x')).err).toContain('This cursor is none of ours.');
    const audit = await company.tenure('audit', 'E2001', '--entitlement', 'slack:member');
    expect(audit.out).toMatch(/approved {2}comes with the job: row everyone, a policy by example/);
    expect(audit.out).toMatch(/group {5}okta:app-slack: read back \d{4}-/);
    expect(audit.out).toMatch(/began {5}\d{4}-/);
    expect(audit.out).toContain('ended     not: held while it applies');
    expect((await company.tenure('audit', 'E2001', '--at', '2020-01-01')).out).toContain('No access.');
  });
});

describe('tenure doctor', () => {
  it('finds the example well', async () => {
    const { exit, out } = await company.tenure('doctor');
    expect(out).not.toContain('MISSING');
    expect(out).toContain('ok       jira: PEO: Transition issues');
    expect(out).toContain('ok       okta: create and change accounts, memberships and sessions');
    expect(exit).toBe(0);
  });

  it('calls nothing missing that it could not look for', async () => {
    const { faults } = company.systems.okta;
    const body = { errorCode: 'E0000006', errorSummary: 'You do not have permission', errorCauses: [] };
    faults.add({ on: 'GET /api/v1/meta/.*', do: 'refuse', status: 403, body });
    const { exit, out } = await company.tenure('doctor');
    faults.clear();
    expect(exit).toBe(1);
    expect(out).toContain('MISSING  okta: read the profile schema');
    expect(out).toContain('note     okta: profile attribute tenureMark (not known)');
  });

  it('is one JSON document too', async () => {
    const { json } = await company.tenure('doctor', '--json');
    expect(json()).toMatchObject({ well: true, checks: expect.any(Array) });
  });
});
