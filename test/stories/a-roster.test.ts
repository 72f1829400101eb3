/** HR's list is whole and of today, or not used at all; what differs is told once, and nothing is removed by it. */
import { expect, it } from 'vitest';
import { sha256 } from '../../src/core/shared/canonical.ts';
import { type Answer, adopted, asked, INES, RAFAEL, there } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { ALL, type Existing, existingPolicy, SOUND, seedExisting } from '../support/existing.ts';
import { groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';

const PEOPLE = ALL.slice(0, 36);
const SURE = SOUND.filter((one) => PEOPLE.includes(one));
/** The example company's own, who are there too; they are in Okta's listing under these numbers. */
const LINE = ({ number, department, location }: Existing) => `${number},${department},${location}`;

const listOf = (lines: readonly string[], asOf = '2026-03-02') =>
  `#as-of,${asOf}\nEmployee number,Department,Location\n${lines.join('\n')}\n#total,${lines.length}\n`;

async function everybody({ store }: Company): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const id of store.read.allPersons()) {
    const { person, engagements } = await store.read.person(id);
    const { department = '', location = '' } = engagements[0]?.attributes ?? {};
    lines.push(`${person?.profile.employeeNumber ?? ''},${department},${location}`);
  }
  return lines;
}

const send = (company: Company, text: string, more: object = {}): Promise<Answer> =>
  asked(company, 'roster', { text, by: RAFAEL, ...more });

async function open(company: Company): Promise<readonly string[]> {
  const { exceptions } = (await asked(company, 'exceptions', {})) as unknown as {
    exceptions: readonly { kind: string; person: { key: string } | null; detail: Record<string, unknown> }[];
  };
  return exceptions
    .map(({ kind, person, detail }) => `${kind} ${person?.key ?? detail.number ?? detail.login ?? ''}`)
    .sort();
}

describeStory('a roster', (makeCompany) => {
  it('tells each difference once, forgets it when the next list agrees, and removes nothing', async () => {
    const company = await there(makeCompany, PEOPLE);
    await adopted(company);
    const [gone, moved] = SURE;
    if (gone === undefined || moved === undefined) throw new Error('nobody there');
    const all = await everybody(company);
    const mark = markOfLog(company);
    const before = groupsOf(company, gone.login);

    const lines = all
      .filter((line) => !line.startsWith(`${gone.number},`))
      .map((line) => (line.startsWith(`${moved.number},`) ? LINE({ ...moved, department: 'Finance' }) : line));
    const first = await send(company, listOf([...lines, 'E9999,Sales,Basel']));
    expect(first).toMatchObject({ refusal: null, people: all.length, withdrawn: 0 });
    const told = await open(company);
    expect(told).toEqual(
      expect.arrayContaining([
        `not-on-roster ${gone.number.toLowerCase()}`,
        `differs-from-roster ${moved.number.toLowerCase()}`,
        'unknown-on-roster E9999',
      ]),
    );
    expect(first.raised).toBe(told.length);
    // Open accounts of people whose facts were not certain enough to be taken over are told too, and by their login.
    expect(told.filter((one) => one.startsWith('account-not-on-roster')).length).toBe(told.length - 3);

    // Sent again, nothing is told again; settled, it stays settled.
    expect(await send(company, listOf([...lines, 'E9999,Sales,Basel']))).toMatchObject({ raised: 0, withdrawn: 0 });
    const { exceptions } = (await asked(company, 'exceptions', {})) as unknown as {
      exceptions: readonly { id: string; kind: string }[];
    };
    const unknown = exceptions.find(({ kind }) => kind === 'unknown-on-roster')?.id ?? '';
    const settlement = { exception: unknown, verdict: 'ignore', by: INES, reason: 'a trainee' };
    expect(await asked(company, 'settle', settlement)).toMatchObject({ refusal: null });
    expect(await send(company, listOf([...lines, 'E9999,Sales,Basel']))).toMatchObject({ raised: 0, withdrawn: 0 });

    // HR corrects the list: what it said is withdrawn.
    expect(await send(company, listOf(all))).toMatchObject({ refusal: null, raised: 0, withdrawn: 2 });
    expect((await open(company)).filter((one) => !one.startsWith('account-not-on-roster'))).toEqual([]);

    // What was settled is over too: the same on a later list is another one.
    expect(await send(company, listOf([...all, 'E9999,Sales,Basel']))).toMatchObject({ raised: 1, withdrawn: 0 });
    expect(await open(company)).toContain('unknown-on-roster E9999');

    // Neither the record nor an id says what a list says of somebody.
    const system = JSON.stringify((await company.store.read.rawStream('system', 0)).map(({ text }) => text));
    const ids = (await company.store.read.exceptions()).map(({ id }) => id).join();
    for (const said of ['Finance', 'E9999', sha256('e9999').slice(0, 32)]) {
      expect(system).not.toContain(said);
      expect(ids).not.toContain(said);
    }
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(groupsOf(company, gone.login)).toEqual(before);
    expect(await asked(company, 'verify', {})).toMatchObject({ refusal: null, whole: true });
  });

  it('that is cut, of yesterday, or says nothing of itself is refused whole, with one sentence', async () => {
    const company = await there(makeCompany, PEOPLE);
    await adopted(company);
    const all = await everybody(company);
    const half = all.slice(0, Math.floor(all.length / 2));
    const says = async (text: string, more: object = {}) => String((await send(company, text, more)).says);

    expect(await says(listOf(half))).toContain('people who work here are missing: too many for a list that is whole.');
    expect(await says(listOf(all, '2026-03-01'))).toBe(
      'The list is of 2026-03-01 and not of today. Nothing of it was used.',
    );
    expect(await says(listOf(all).replace(/#total.*\n/, ''))).toContain('it lacks #total.');
    expect(await says(listOf(half).replace(/#total.*/, `#total,${all.length}`))).toBe(
      `The list is not whole: it has ${half.length} people, and ${all.length} are declared. Nothing of it was used.`,
    );
    const broken = await send(company, listOf([...all, all[0] ?? '']));
    expect(broken).toMatchObject({
      refusal: 'bad-roster',
      details: [expect.stringContaining('the number of line 3 again')],
    });
    expect((await open(company)).length).toBe(0);

    // A part of the company did leave: somebody who may says exactly how many, and nobody else.
    const missing = all.length - half.length;
    expect(await send(company, listOf(half), { missing, by: 'ben.carter@acme.example' })).toMatchObject({
      refusal: 'not-allowed',
    });
    expect((await send(company, listOf(half), { missing: missing - 1 })).refusal).toBe('roster-lacks');
    expect(await send(company, listOf(half), { missing })).toMatchObject({ refusal: null, people: half.length });
    expect((await open(company)).filter((one) => one.startsWith('not-on-roster')).length).toBe(missing);
    // The next day the old list is yesterday's.
    await company.pass('24h');
    expect(await says(listOf(half))).toContain('not of today');
  });

  it('of which half is missing takes nothing from anybody, and is one question, not one for each', async () => {
    const policy = (text: string, file: string) =>
      existingPolicy(text, file).replace('\nbrake:\n', '\nsweep: { mostFindings: 5 }\n\nbrake:\n');
    const company = await makeCompany({ policy });
    seedExisting(company, PEOPLE);
    await adopted(company);
    const all = await everybody(company);
    const half = all.slice(0, Math.floor(all.length / 2));
    const missing = all.length - half.length;
    const mark = markOfLog(company);
    const before = PEOPLE.map(({ login }) => groupsOf(company, login));
    const events = async () => (await company.store.read.rawStream('system', 0)).length;
    const written = await events();

    // Half a feed says itself that it is whole: the dates and totals of a programme that lost the other half are right.
    expect((await send(company, listOf(half))).refusal).toBe('roster-lacks');
    expect([await open(company), await events()]).toEqual([[], written]);

    // Somebody who may says that it is so all the same: asked once, and still nothing is taken.
    expect(await send(company, listOf(half), { missing })).toMatchObject({ refusal: null });
    const { exceptions } = (await asked(company, 'exceptions', {})) as unknown as {
      exceptions: readonly { id: string; kind: string; detail: object }[];
    };
    // Open accounts of people whose facts were not certain enough to be taken over are told as ever.
    const ofPeople = exceptions.filter(({ kind }) => kind !== 'account-not-on-roster');
    expect(ofPeople).toMatchObject([
      { kind: 'many-roster-findings', detail: { of: 'not-on-roster', findings: missing } },
    ]);
    expect(await asked(company, 'status', {})).toMatchObject({ heldChangeSets: 0, unsettledAccounts: 0 });
    const settlement = { exception: ofPeople[0]?.id, verdict: 'ignore', by: INES, reason: 'the feed broke' };
    expect(await asked(company, 'settle', settlement)).toMatchObject({ refusal: null });
    await company.pass('2d');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(PEOPLE.map(({ login }) => groupsOf(company, login))).toEqual(before);
    expect(await everybody(company)).toEqual(all);
  });
});
