/** A process stands still after it has begun to file an issue, is given up, and goes on when another has filed it. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { planAdoption } from '../../src/app/adoption/index.ts';
import { writeExceptionTasks } from '../../src/app/exceptions/index.ts';
import { tellPolicyChange } from '../../src/app/policy/policyCase.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { type RequestAsked, raiseRequest } from '../../src/app/requests/raise.ts';
import { sealNow } from '../../src/app/seals/make.ts';
import { writeSeals } from '../../src/app/seals/write.ts';
import { later, type World } from '../../src/app/world.ts';
import { connectionId, entitlementId, type PersonId } from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { Fault } from '../../src/ports/fault.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds, takeFrom } from '../support/hands.ts';
import { engineer, MARA } from '../support/people.ts';

const FOR_TEN_MINUTES = 600_000;
const THREE_DAYS = 3 * 86_400_000;

/** Stands still right before it asks the tracker; meanwhile the others do what is handed in. */
function standingStill({ world }: Company, meanwhile: () => Promise<unknown> = async () => {}): World {
  let stood = 0;
  const { fileIssue } = world.tracker;
  return {
    ...world,
    monotonic: () => world.monotonic() + stood,
    tracker: {
      ...world.tracker,
      fileIssue: async (...given: Parameters<typeof fileIssue>) => {
        await meanwhile();
        stood = FOR_TEN_MINUTES;
        return fileIssue(...given);
      },
    },
  };
}

const LATE = { kind: 'transient', message: expect.stringMatching(/begun too long ago/) };

/** Exceptions as examples/acme/tenure.yaml has them, ready to be taken out of its comment; and seals on an issue. */
const filed = (text: string, file: string) =>
  file === 'tenure.yaml'
    ? `${text}\nseals:\n  ledger: { project: PEO, issueType: Seals }\n`.replace(
        /# exceptions:[\s\S]*?Accepted: accept \}/,
        (block) => block.replaceAll(/^# /gm, ''),
      )
    : text;
/** One row brings something less. */
const edited = (text: string, file: string) =>
  file === 'reference-table.csv' ? filed(text, file).replace('zoom:user|', '') : filed(text, file);

const countOf = ({ systems }: Company, type: string) =>
  [...systems.jira.site.issues.all()].filter((issue) => issue.type.name === type).length;

async function maraWorks(company: Company) {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  const [mara] = await company.store.read.findPersons(MARA);
  return mara ?? expect.fail('nobody was hired');
}

const asksFor = (mara: PersonId): RequestAsked => ({
  ...{ asker: mara, beneficiary: mara, lines: [entitlementId('aws', 'production')], reason: 'The upgrade' },
  ...{ duration: milliseconds(6 * 3_600_000), ticket: null, breakGlass: false, channel: 'api', key: 'one' },
});

type OwnCase = 'Adoption' | 'Seals' | 'Policy change';

/** Something of each is to be filed, and nobody does it by himself. */
async function filerOf(company: Company): Promise<Record<OwnCase, (world: World) => Promise<unknown>>> {
  await maraWorks(company);
  await company.world.engine.stop(1_000);
  await sealNow(company.world);
  const policy = acmePolicy(company.systems.addresses, edited);
  const applied = await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
  const set = ('changeSet' in applied ? applied.changeSet : null) ?? expect.fail('nothing was counted');
  const scope = { kind: 'connection', connection: connectionId('okta') } as const;
  return {
    Adoption: (world) => planAdoption(world, scope, MARA),
    Seals: writeSeals,
    'Policy change': (world) => tellPolicyChange(world, set),
  };
}

describeStory('whoever stood still while they filed an issue', (makeCompany) => {
  it('files no second one of a request from outside, and knows the one that is there', async () => {
    const company = await makeCompany();
    const mara = await maraWorks(company);
    const asked = asksFor(mara);
    const still = standingStill(company, () => company.pass('2m'));
    expect(await raiseRequest(still, asked)).toMatchObject({ ok: true, value: { issue: null } });
    await company.pass('10m');
    expect(countOf(company, 'Access request')).toBe(1);
    const again = await raiseRequest(company.world, asked);
    expect(again).toMatchObject({ ok: true, value: { issue: { key: expect.stringMatching(/^HELP-/) } } });
    expect(countOf(company, 'Access request')).toBe(1);
  });

  it('files it all the same where nobody has taken it over: looking for it may take long', async () => {
    const company = await makeCompany();
    const mara = await maraWorks(company);
    await company.world.engine.stop(1_000);
    const raised = await raiseRequest(standingStill(company), asksFor(mara));
    expect(raised).toMatchObject({ ok: true, value: { issue: { key: expect.stringMatching(/^HELP-/) } } });
    await company.resume();
  });

  it('keeps others from the issue of an adoption as long as they may be at it', async () => {
    const company = await makeCompany();
    const scope = { kind: 'connection', connection: connectionId('okta') } as const;
    company.systems.jira.faults.add({ on: '^POST /rest/api/3/issue$', do: 'refuse', status: 503, times: 1 });
    await expect(planAdoption(company.world, scope, MARA)).rejects.toMatchObject({ kind: 'transient' });
    await company.passDown('3m');
    const another = () => expect(planAdoption(company.world, scope, MARA)).rejects.toThrow(/somebody is at it/);
    expect(await planAdoption(standingStill(company, another), scope, MARA)).toMatchObject({ ok: true });
    expect(countOf(company, 'Adoption')).toBe(1);
    await company.resume();
  });

  it.each([
    ['may be tried again at once after Jira has refused it', { do: 'refuse', status: 400 }, { ok: true }],
    ['is waited for where the answer was lost', { do: 'lose-response' }, /somebody is at it/],
  ] as const)('%s: the issue of an adoption', async (_, fault, after) => {
    const company = await makeCompany();
    const scope = { kind: 'connection', connection: connectionId('okta') } as const;
    const plan = () => planAdoption(company.world, scope, MARA);
    company.systems.jira.faults.add({ on: '^POST /rest/api/3/issue$', ...fault, times: 1 });
    await expect(plan()).rejects.toThrow();
    if (after instanceof RegExp) await expect(plan()).rejects.toThrow(after);
    else expect(await plan()).toMatchObject(after);
    expect(countOf(company, 'Adoption')).toBe(1);
  });

  it('files no second one of a request whose answer was lost at a later try, while the search does not show it yet', async () => {
    const company = await makeCompany();
    const { faults } = company.systems.jira;
    const mara = await maraWorks(company);
    await company.world.engine.stop(1_000);
    const [at, asked] = ['POST /rest/servicedeskapi/request$', asksFor(mara)] as const;
    faults.add({ on: at, do: 'refuse', status: 503, times: 1 });
    expect(await raiseRequest(company.world, asked)).toMatchObject({ ok: true, value: { issue: null } });
    await company.passDown('3m');
    faults.add({ on: at, do: 'lose-response', times: 1 });
    for (const _ of [1, 2]) expect(await raiseRequest(company.world, asked)).toMatchObject({ ok: true });
    expect(countOf(company, 'Access request')).toBe(1);
    await company.passDown('2m');
    expect(await raiseRequest(company.world, asked)).toMatchObject({ value: { issue: { key: 'HELP-1' } } });
    expect(countOf(company, 'Access request')).toBe(1);
    await company.resume();
  });

  it('files no second one of a request that was filed at a later try, and could not be kept as filed', async () => {
    const company = await makeCompany();
    const { faults } = company.systems.jira;
    const mara = await maraWorks(company);
    const { store } = company.world;
    await company.world.engine.stop(1_000);
    const asked = asksFor(mara);
    faults.add({ on: 'POST /rest/servicedeskapi/request$', do: 'refuse', status: 503, times: 1 });
    expect(await raiseRequest(company.world, asked)).toMatchObject({ ok: true, value: { issue: null } });
    await company.passDown('3m');
    let isLost = false;
    const transaction: World['store']['transaction'] = (...given) => {
      if (isLost || countOf(company, 'Access request') === 0) return store.transaction(...given);
      isLost = true;
      return Promise.reject(new Error('the connection was lost'));
    };
    await expect(raiseRequest({ ...company.world, store: { ...store, transaction } }, asked)).rejects.toThrow('lost');
    expect(await raiseRequest(company.world, asked)).toMatchObject({ ok: true });
    expect(countOf(company, 'Access request')).toBe(1);
    await company.passDown('2m');
    expect(await raiseRequest(company.world, asked)).toMatchObject({ value: { issue: { key: 'HELP-1' } } });
    expect(countOf(company, 'Access request')).toBe(1);
    await company.resume();
  });

  it('files no second one of an exception', async () => {
    const company = await makeCompany({ policy: filed });
    const mara = await maraWorks(company);
    takeFrom(company, 'eng-core', MARA);
    const [account] = (await company.store.read.person(mara)).accounts;
    if (account !== undefined) await company.world.engine.send({ lane: 'bulk', look: account.id });
    await company.untilQuiet();
    await company.world.engine.stop(1_000);

    expect(await openKinds(company)).toContain('gone-after-verified');
    const another = async () => {
      await company.passDown('3m');
      await writeExceptionTasks(company.world);
    };
    await writeExceptionTasks(standingStill(company, another));
    expect(countOf(company, 'Exception')).toBe(1);
    await company.resume();
  });

  it.each<OwnCase>(['Adoption', 'Policy change'])(
    'keeps others from it for a minute, and no longer, where it was begun by a clock that stood ahead: %s',
    async (type) => {
      const company = await makeCompany({ policy: filed });
      const { store, world } = company;
      const file = (await filerOf(company))[type];
      company.systems.jira.faults.add({ on: '^POST /rest/api/3/issue$', do: 'refuse', status: 503, times: 1 });
      await expect(file(world)).rejects.toThrow(Fault);
      const [[adoption], sets] = await Promise.all([store.read.adoptions(), store.read.changeSets()]);
      await store.transaction(async (tx) => {
        const triedAt = later(tx.now, THREE_DAYS);
        if (adoption !== undefined) await tx.saveAdoption({ ...adoption, triedAt });
        for (const set of sets)
          if (set.change !== undefined) await tx.saveChangeSet({ ...set, change: { ...set.change, triedAt } });
      });
      await expect(file(world)).rejects.toThrow(/somebody is at it/);
      await company.passDown('59s');
      await expect(file(world)).rejects.toThrow(/somebody is at it/);
      await company.passDown('2s');
      await file(world);
      expect(countOf(company, type)).toBe(1);
      await company.resume();
    },
  );

  it.each<OwnCase>(['Adoption', 'Seals', 'Policy change'])('files no second one of these: %s', async (type) => {
    const company = await makeCompany({ policy: filed });
    const file = (await filerOf(company))[type];
    const another = async () => {
      await company.passDown('3m');
      await file(company.world);
    };
    await expect(file(standingStill(company, another))).rejects.toMatchObject(LATE);
    expect(countOf(company, type)).toBe(1);
    await company.resume();
  });

  it.each<OwnCase>(['Adoption', 'Seals', 'Policy change'])(
    'files it where nobody has taken it over: %s',
    async (type) => {
      const company = await makeCompany({ policy: filed });
      const file = (await filerOf(company))[type];
      await file(standingStill(company));
      expect(countOf(company, type)).toBe(1);
      await file(company.world);
      expect(countOf(company, type)).toBe(1);
      await company.resume();
    },
  );
});
