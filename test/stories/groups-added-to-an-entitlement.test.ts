/**
 * Whoever asked for access asked for what it meant then. Groups added to an entitlement reach them only when the owner
 * of the application decides it; groups taken out of it are taken at once. Both are counted, and neither passes the brake.
 */
import { expect, it } from 'vitest';
import { acmeFiles } from '../../examples/acme/company.ts';
import { exceptionsSection } from '../../src/app/desk/exceptions.ts';
import { escalate } from '../../src/app/exceptions/index.ts';
import { perform } from '../../src/app/operations/index.ts';
import { applyPolicy, confirmChangeSet, rejectChangeSet } from '../../src/app/policy/policyInForce.ts';
import { settle } from '../../src/app/settling/settle.ts';
import { type Company, describeStory } from '../support/company.ts';
import { INES, openException } from '../support/hands.ts';
import { commentsOn, groupsOf, recordOn, statusOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { type Edit, edited, LOGINS, STAFF, twoAtOnce } from '../support/tableEdits.ts';

const LENA = 'lena.brandt@acme.example';
/** Owns another application. */
const YUKI = 'yuki.tanaka@acme.example';

/** What the catalogue says `Figma: viewer` is. */
const viewerIs =
  (...groups: readonly string[]): Edit =>
  (text) =>
    text.replace('viewer: { groups: [app-figma-viewer], risk', `viewer: { groups: [${groups.join(', ')}], risk`);
const wider = viewerIs('app-figma-viewer', 'app-tableau');

const hired = async (company: Company, [number, given, family]: (typeof STAFF)[number]) =>
  company.file(
    'Onboarding',
    engineer({ Applications: ['Figma: viewer'], 'Employee number': number, 'First name': given, 'Last name': family }),
  );

async function apply(company: Company, edit: Edit) {
  const applied = await applyPolicy(company.world, { policy: edited(company, edit), author: 'rafael', approver: null });
  await company.pass('2m');
  return applied;
}

/** In force without a count. */
async function unseen(company: Company, edit: Edit) {
  const by = { author: 'rafael', approver: null, changeSet: null };
  await company.world.store.transaction((tx) => tx.putPolicyInForce(edited(company, edit), by));
  company.world.rules.forget();
}

async function question(company: Company, about = 'figma') {
  const held = (await company.store.read.changeSets('held')).find(
    ({ gives }) => gives?.kind === 'widened' && gives.application === about,
  );
  if (held === undefined) throw new Error(`nobody is asked about ${about}`);
  const [issue, ...others] = [...company.systems.jira.site.issues.all()].filter(
    ({ type }) => type.name === 'Policy change',
  );
  if (issue === undefined || others.length > 0) throw new Error(`${others.length + 1} issues`);
  return { ...held, issue: { id: issue.id, key: issue.key } };
}

/** To whom it was told that it waits. */
const toldOf = async (company: Company, exception: string) =>
  (await company.store.read.stream('system')).flatMap(({ event }) =>
    event.type === 'ExceptionEscalated' && event.exception === exception ? (event.personal?.told ?? []) : [],
  );

/** Of each exception on their own page. */
const buttonsOf = async (company: Company, mail: string) =>
  (await exceptionsSection(company.world, mail, String)).flatMap(({ rows }) =>
    rows.map(({ buttons }) => buttons.map(({ says }) => says)),
  );

/** What they hold that the entitlement is about. */
const held = (company: Company, login = MARA) =>
  groupsOf(company, login).filter((group) => group.startsWith('app-figma') || group === 'app-tableau');

describeStory('groups added to an entitlement', (makeCompany) => {
  it('reach who asked for it before only by the owner’s decision, and who asks for it from now on at once', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    const onboarding = await hired(company, STAFF[0]);
    await company.untilQuiet();
    const files = acmeFiles(company.systems.addresses, (text) => twoAtOnce(wider(text)));
    expect(await perform(company.world, 'policyPlan', { files })).toMatchObject({
      result: {
        people: [],
        widened: [
          {
            application: 'figma',
            owner: LENA,
            entitlements: [{ entitlement: 'figma:viewer', groups: ['okta:app-tableau'] }],
            people: [{ person: { key: 'e2001' }, gains: ['okta:app-tableau'] }],
          },
        ],
      },
    });
    expect(await apply(company, wider)).toMatchObject({ kind: 'in-force', people: 0 });
    await hired(company, STAFF[1]);
    await company.untilQuiet();
    expect([held(company), held(company, LOGINS[1])]).toEqual([
      ['app-figma-viewer'],
      ['app-figma-viewer', 'app-tableau'],
    ]);
    const asked = await question(company);
    const command = `tenure confirm ${asked.id} --hash ${asked.hash.slice(0, 12)}`;
    expect(commentsOn(company, asked.issue).join()).toContain(command);
    expect(statusOf(company, asked.issue)).toBe('Waiting');

    // Lena is in no role of tenure.yaml; on her own page in Slack it waits for her all the same, and for no other owner.
    expect(await buttonsOf(company, LENA)).toEqual([['Settle', 'Hand over']]);
    expect(await buttonsOf(company, YUKI)).toEqual([]);
    // Not who may confirm changes of many, and not who wrote it.
    expect(await confirmChangeSet(company.world, asked.id, asked.hash, INES)).toMatchObject({
      refusal: 'not-the-owner',
    });
    expect(await rejectChangeSet(company.world, asked.id, INES)).toMatchObject({ refusal: 'not-the-owner' });
    expect(await confirmChangeSet(company.world, asked.id, asked.hash, LENA)).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(held(company)).toEqual(['app-figma-viewer', 'app-tableau']);
    expect((await company.state(onboarding)).proved).toBe(true);
    expect(commentsOn(company, asked.issue).at(-1)).toContain(`given to 1 of 1 people, decided by ${LENA}`);
    expect([statusOf(company, asked.issue), recordOn(company, asked.issue).ok]).toEqual(['Done', true]);
    const said = (await company.store.read.stream('system')).flatMap(({ event }) =>
      event.type === 'WideningDecided' ? [event] : [],
    );
    expect(said).toMatchObject([{ verdict: 'give', by: LENA, hash: asked.hash, entitlements: ['figma:viewer'] }]);
  });

  it('are asked about anew when somebody was given it, as it meant before, while the question waited', async () => {
    const company = await makeCompany();
    await hired(company, STAFF[0]);
    await company.untilQuiet();
    await apply(company, wider);
    const asked = await question(company);
    // Decided by the rules of a moment ago.
    await unseen(company, (text) => text);
    await hired(company, STAFF[1]);
    await company.untilQuiet();
    await unseen(company, wider);
    expect(held(company, LOGINS[1])).toEqual(['app-figma-viewer']);
    expect(await confirmChangeSet(company.world, asked.id, asked.hash, LENA)).toMatchObject({ refusal: 'other-items' });
    const again = await question(company);
    expect(await confirmChangeSet(company.world, again.id, again.hash, LENA)).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect([held(company), held(company, LOGINS[1])].map(({ length }) => length)).toEqual([2, 2]);
  });

  it('of many wait for the brake too; and what the owner leaves as it is, stays so', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    for (const one of STAFF) await hired(company, one);
    await company.untilQuiet();
    await apply(company, wider);
    const asked = await question(company);
    expect(await confirmChangeSet(company.world, asked.id, asked.hash, LENA)).toMatchObject({
      value: { heldBecause: ['3 people are touched; 2 are allowed at once'] },
    });
    await company.untilQuiet();
    expect(LOGINS.map((login) => held(company, login).length)).toEqual([1, 1, 1]);
    expect(commentsOn(company, asked.issue).at(-1)).toContain(`${LENA} has decided to give it, and it is held`);
    expect(await confirmChangeSet(company.world, asked.id, asked.hash, LENA)).toMatchObject({ refusal: 'not-allowed' });
    expect(await confirmChangeSet(company.world, asked.id, asked.hash, INES)).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(LOGINS.map((login) => held(company, login).length)).toEqual([2, 2, 2]);

    const third = viewerIs('app-figma-viewer', 'app-tableau', 'app-figma-editor');
    await applyPolicy(company.world, { policy: edited(company, third), author: 'rafael', approver: null });
    const again = (await company.store.read.changeSets('held'))[0];
    if (again === undefined) throw new Error('nobody is asked again');
    // It stands on the list too, and there as well the owner decides, and nobody else.
    const { id: exception } = await openException(company, 'change-set-held');
    const rejects = (by: string) => settle(company.world, { exception, verdict: 'reject', by, reason: 'as it was' });
    expect(await rejects(INES)).toMatchObject({ refusal: 'not-the-owner' });
    // Lena is in no role: who is told when it waits are those who can decide it, too.
    await company.pass('5h');
    await escalate(company.world);
    expect(await toldOf(company, exception)).toContain(LENA);
    expect(await rejects(LENA)).toMatchObject({ ok: true });
    await company.pass('2m');
    expect(LOGINS.map((login) => held(company, login).length)).toEqual([2, 2, 2]);
    expect(await company.store.read.changeSets('held')).toEqual([]);
  });

  it('that are taken out of it are taken at once, and what takes the place of all it meant waits for the owner', async () => {
    const company = await makeCompany({ policy: (text) => twoAtOnce(wider(text)) });
    const onboarding = await hired(company, STAFF[0]);
    await company.untilQuiet();
    expect(held(company)).toEqual(['app-figma-viewer', 'app-tableau']);
    expect(await apply(company, (text) => text)).toMatchObject({ kind: 'in-force', people: 1 });
    expect(held(company)).toEqual(['app-figma-viewer']);
    expect((await company.state(onboarding)).proved).toBe(true);

    expect(await apply(company, viewerIs('app-figma-editor'))).toMatchObject({ people: 0 });
    expect(held(company)).toEqual(['app-figma-viewer']);
    const [asked] = await company.store.read.changeSets('held');
    if (asked === undefined) throw new Error('nobody is asked');
    expect(await company.store.read.changeSetItems(asked.id)).toMatchObject([
      { gains: [expect.anything()], loses: [expect.anything()] },
    ]);
    expect(await confirmChangeSet(company.world, asked.id, asked.hash, LENA)).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(held(company)).toEqual(['app-figma-editor']);
  });

  it('are asked about for whoever holds them by their work as well: they stay when the work gives them no more', async () => {
    const company = await makeCompany();
    const form = engineer({ Applications: ['Figma: viewer'], Department: 'Data', 'Job title': 'Data Scientist' });
    await company.file('Onboarding', form);
    await company.untilQuiet();
    expect(held(company)).toEqual(['app-figma-viewer', 'app-tableau']);
    await apply(company, wider);
    const asked = await question(company);
    expect(await company.store.read.changeSetItems(asked.id)).toMatchObject([
      { gains: [], loses: [], reasons: [expect.stringMatching(/^okta:/)] },
    ]);
    expect(await confirmChangeSet(company.world, asked.id, asked.hash, LENA)).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect((await company.store.read.changeSet(asked.id))?.row.state).toBe('done');
    await company.file('Change', { Employee: 'E2001', Department: 'Engineering', 'Job title': 'Software Engineer' });
    await company.pass('2d');
    expect(held(company)).toEqual(['app-figma-viewer', 'app-tableau']);
  });
});
