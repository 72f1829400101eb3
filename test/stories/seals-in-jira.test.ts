/** Seals are written to Jira, each once and in order, however long it was down and whoever else was at it. */
import { expect, it } from 'vitest';
import { NADIA } from '../../examples/acme/forms.ts';
import { sealAndWrite } from '../../src/app/seals/index.ts';
import { ledgerPlace } from '../../src/app/seals/place.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide } from '../support/hands.ts';
import { commentsOn, propertiesOf } from '../support/looks.ts';

const withLedger = (text: string, file: string) =>
  file === 'tenure.yaml' ? `${text}\nseals:\n  ledger: { project: PEO, issueType: Seals }\n` : text;

/** What lies on an issue, and nothing else that is asked of Jira. */
const READ = 'GET /rest/api/3/issue/[^/]+/properties';

/** Something is recorded, ten minutes after whatever was before. */
async function recorded(company: Company) {
  await company.pass('10m');
  await company.store.transaction(async (tx) => {
    await tx.lockCase('system');
    await tx.append('system', [{ type: 'WritesResumed', by: 'aisha.rahman@acme.example' }]);
  });
}

async function ledgerOf({ world }: Company) {
  const { issue } = await ledgerPlace(world);
  if (issue === null) throw new Error('no issue was filed for the seals');
  return issue;
}

/** The hashes that stand on the issue, in the order of its comments. */
const hashesOn = (company: Company, issue: Awaited<ReturnType<typeof ledgerOf>>) =>
  commentsOn(company, issue).map((text) => /Seal \d+ of .* ([0-9a-f]{64})/.exec(text)?.[1]);

const stuck = async ({ store }: Company) =>
  (await store.read.exceptions({ open: true, kinds: ['seals-not-written'] })).map(({ detail }) => detail);

/** However often, and whether or not it is over by now. */
const told = async ({ store }: Company) => (await store.read.exceptions({ kinds: ['seals-not-written'] })).length;

const made = async ({ store }: Company) => (await store.seals.after(0, 100)).map(({ hash }) => hash);

describeStory('seals in Jira', (makeCompany) => {
  it('stand there once each and in order, through a day without Jira, a lost answer and two processes', async () => {
    const company = await makeCompany({ policy: withLedger, mayStumble: true });
    const { world } = company;
    const { faults } = company.systems.jira;
    await sealAndWrite(world);
    const issue = await ledgerOf(company);
    expect(hashesOn(company, issue)).toEqual(await made(company));
    // Nothing new, or too early: nothing is made and nothing written.
    await sealAndWrite(world);
    expect(commentsOn(company, issue)).toHaveLength(1);

    faults.add({ on: '.*', do: 'drop', times: 10_000 });
    for (const _ of [1, 2, 3]) {
      await recorded(company);
      await expect(sealAndWrite(world)).rejects.toThrow();
    }
    faults.clear();
    expect(await made(company)).toHaveLength(4);
    expect(commentsOn(company, issue)).toHaveLength(1);
    await Promise.all([sealAndWrite(world), sealAndWrite({ ...world, holder: 'another' })]);
    await sealAndWrite(world);
    expect(hashesOn(company, issue)).toEqual(await made(company));

    await recorded(company);
    faults.add({ on: 'POST /rest/api/3/issue/\\d+/comment$', do: 'lose-response', times: 1 });
    await expect(sealAndWrite(world)).rejects.toThrow();
    await sealAndWrite(world);
    expect(hashesOn(company, issue)).toEqual(await made(company));

    // The last two lie there in full, signed, each under its own key, and no others.
    const [fourth, fifth] = (await made(company)).slice(-2);
    const properties = propertiesOf(company, issue);
    expect(properties.get('tenure.seal.even')).toMatchObject({ seal: 4, hash: fourth });
    expect(properties.get('tenure.seal.odd')).toMatchObject({ seal: 5, hash: fifth });
    expect([...properties.keys()].filter((key) => key.startsWith('tenure.seal')).sort()).toEqual([
      'tenure.seal.even',
      'tenure.seal.even.1',
      'tenure.seal.odd',
      'tenure.seal.odd.1',
    ]);

    // Somebody takes the issue away: the next seal is on another one, and says where it goes on.
    await company.forms.call(NADIA, 'DELETE', `/rest/api/3/issue/${issue.key}`);
    await recorded(company);
    await sealAndWrite(world);
    const next = await ledgerOf(company);
    expect(next.key).not.toBe(issue.key);
    expect(hashesOn(company, next)).toEqual((await made(company)).slice(-1));
    expect(company.log.filter(({ message }) => message.includes('issue of the seals is gone'))).toHaveLength(1);

    // And the next one, at once: it is hidden, for all we know. No third is filed; a person is told, once.
    await company.forms.call(NADIA, 'DELETE', `/rest/api/3/issue/${next.key}`);
    await recorded(company);
    for (const _ of [1, 2]) await expect(sealAndWrite(world)).rejects.toThrow();
    expect((await ledgerOf(company)).key).toBe(next.key);
    expect(await stuck(company)).toEqual([{ seal: 7, operation: expect.any(String), fault: 'missing' }]);
    // Whoever lets it be is not asked again a minute later.
    expect(await decide(company, 'seals-not-written', 'ignore')).toMatchObject({ ok: true });
    await expect(sealAndWrite(world)).rejects.toThrow();
    expect(await stuck(company)).toEqual([]);
    await company.pass('1h');
    await sealAndWrite(world);
    const third = await ledgerOf(company);
    expect(hashesOn(company, third)).toEqual((await made(company)).slice(6));
    expect(await stuck(company)).toEqual([]);

    // What it refuses for good holds up none of those behind it: after three times its line stands there alone.
    await recorded(company);
    faults.add({ on: 'PUT .*tenure.seal', do: 'refuse', status: 400, times: 3 });
    for (const _ of [1, 2, 3]) await expect(sealAndWrite(world)).rejects.toThrow();
    expect(await stuck(company)).toHaveLength(1);
    await sealAndWrite(world);
    expect(hashesOn(company, third)).toEqual((await made(company)).slice(6));
    // The next is refused too: whoever was told once is not told with each, and it is over when one is there whole.
    await recorded(company);
    faults.add({ on: 'PUT .*tenure.seal', do: 'refuse', status: 413, times: 3 });
    for (const _ of [1, 2, 3]) await expect(sealAndWrite(world)).rejects.toThrow();
    await sealAndWrite(world);
    expect(hashesOn(company, third)).toEqual((await made(company)).slice(6));
    expect(await told(company)).toBe(2);
    expect(await stuck(company)).toHaveLength(1);
    await recorded(company);
    await sealAndWrite(world);
    expect(await stuck(company)).toEqual([]);

    // It is the issue that is refused: once there is one, the seal stands on it with all its pieces.
    await company.forms.call(NADIA, 'DELETE', `/rest/api/3/issue/${third.key}`);
    await company.pass('1h');
    await recorded(company);
    faults.add({ on: 'POST /rest/api/3/issue$', do: 'refuse', status: 400, times: 3 });
    for (const _ of [1, 2, 3]) {
      await expect(sealAndWrite(world)).rejects.toThrow();
      await company.pass('2m');
    }
    expect(await stuck(company)).toEqual([{ seal: 12, operation: 'file issue', fault: 'invalid' }]);
    await sealAndWrite(world);
    const last = await ledgerOf(company);
    expect(propertiesOf(company, last).get('tenure.seal.even')).toMatchObject({ seal: 12 });
    expect(await stuck(company)).toEqual([]);
  });

  it('that lie there and cannot be read are told of as those that cannot be written, and none is written meanwhile', async () => {
    const company = await makeCompany({ policy: withLedger, mayStumble: true });
    const { world } = company;
    const { faults } = company.systems.jira;
    await sealAndWrite(world);
    const issue = await ledgerOf(company);
    const lying = new Map(propertiesOf(company, issue));

    // Forbidden does not pass by itself: told at once, and once.
    await recorded(company);
    faults.add({ on: READ, do: 'refuse', status: 403, times: 10_000 });
    for (const _ of [1, 2]) await expect(sealAndWrite(world)).rejects.toThrow();
    expect(await stuck(company)).toEqual([{ seal: 2, operation: expect.any(String), fault: 'denied' }]);
    expect(await told(company)).toBe(1);
    expect(propertiesOf(company, issue)).toEqual(lying);
    faults.clear();
    await sealAndWrite(world);
    expect(await stuck(company)).toEqual([]);
    expect(hashesOn(company, issue)).toEqual(await made(company));

    // An outage may pass: only after a day.
    await recorded(company);
    faults.add({ on: READ, do: 'drop', times: 10_000 });
    await expect(sealAndWrite(world)).rejects.toThrow();
    expect(await stuck(company)).toEqual([]);
    await company.pass('24h');
    await expect(sealAndWrite(world)).rejects.toThrow();
    expect(await stuck(company)).toEqual([{ seal: 3, operation: expect.any(String), fault: 'transient' }]);
    expect(hashesOn(company, issue)).toHaveLength(2);
    faults.clear();
    await sealAndWrite(world);
    expect(await stuck(company)).toEqual([]);
    expect(hashesOn(company, issue)).toEqual(await made(company));
  });
});
