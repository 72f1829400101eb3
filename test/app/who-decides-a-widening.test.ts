/** Groups added to an entitlement: always somebody is left who may decide, and nobody decides about what they hold. */
import { describe, expect, it } from 'vitest';
import { rulesInForce } from '../../src/app/policy/rules.ts';
import { concernedNow, countWidening, ownerRefusal, type Widened } from '../../src/app/policy/widening.ts';
import type { World } from '../../src/app/world.ts';
import type { PersonLedger } from '../../src/core/grant/index.ts';
import { compileTable } from '../../src/core/policy/index.ts';
import { policyIn, SMALL } from '../../src/core/policy/testing/policies.ts';
import { applicationId, entitlementId, groupName, personId } from '../../src/core/shared/ids.ts';
import type { ChangeSetItem } from '../../src/ports/store.ts';
import { at, engagement, grant, group, ledger, okta, person } from '../support/build.ts';

const [OWNER, DEPUTY, INES] = ['lena@small.example', 'omar@small.example', 'ines@small.example'];
const figma = applicationId('figma');
const viewer = entitlementId('figma', 'viewer');

const policyWith = (groups: string, deputy = true) =>
  policyIn({
    settings: `${SMALL.settings}roles: { confirm: [${INES}] }\n`,
    catalogue: SMALL.catalogue
      .replace('owner: lena@small.example', `owner: ${OWNER}${deputy ? `\n    deputy: ${DEPUTY}` : ''}`)
      .replace('groups: [figma-viewers]', `groups: [${groups}]`),
  });
const stored = (name: string) => ({
  id: group(name),
  name: groupName(okta, name),
  owner: 'tenure' as const,
  vanished: false,
  members: null,
  mfaEnrolment: false,
});
const inForce = (policy: ReturnType<typeof policyWith>) =>
  rulesInForce(policy, compileTable(policy.table), ['figma-viewers', 'more'].map(stored));

/** By their work address; whoever has left has an end. */
const someone = (mail: string, hasLeft = false): readonly [string, PersonLedger] => [
  mail,
  ledger({
    person: { id: personId(mail), profile: { ...person.profile, workMail: mail } },
    engagements: [engagement({ end: hasLeft ? at(1) : null })],
    grants: [
      grant('viewer', [group('figma-viewers')], 0, null, {
        cause: 'request',
        holds: { kind: 'entitlement', entitlement: viewer },
      }),
    ],
  }),
];

function worldOf(people: readonly (readonly [string, PersonLedger])[]): World {
  const known = new Map<string, PersonLedger>(people);
  return {
    store: {
      read: {
        now: async () => at(5),
        person: async (id: string) => known.get(id) ?? ledger(),
        findPersons: async (mail: string) => (known.has(mail) ? [personId(mail)] : []),
        findFormer: async () => [],
        allPersons: async function* () {
          for (const mail of known.keys()) yield personId(mail);
        },
      },
    },
    tracker: { whoMayHave: async () => [], findShownUser: async () => null },
  } as unknown as World;
}

const about = (...mails: readonly string[]): readonly ChangeSetItem[] =>
  mails.map((mail) => ({ person: personId(mail) })) as unknown as readonly ChangeSetItem[];
const widened: Widened = { kind: 'widened', application: figma, added: [] };

/** At the tracker. */
const idOf = (mail: string) => `acc-${mail.split('@')[0]}`;

describe('groups added to an entitlement', () => {
  it('are one question of everybody else, one of the owner and one of the deputy', async () => {
    const world = worldOf([someone('mara@small.example'), someone(OWNER), someone(DEPUTY)]);
    const asked = await countWidening(world, policyWith('figma-viewers'), inForce(policyWith('figma-viewers, more')));
    expect(asked.map(({ items }) => items.map((one) => one.person))).toEqual([
      ['mara@small.example'],
      [OWNER],
      [DEPUTY],
    ]);
  });

  it('are asked about anew of those they were asked about: of the owner’s own, nobody else is', async () => {
    const force = inForce(policyWith('figma-viewers, more'));
    const world = worldOf([
      someone('mara@small.example'),
      someone('noah@small.example'),
      someone(OWNER),
      someone(DEPUTY),
    ]);
    const now = (mail: string) => concernedNow(world, force, widened, about(mail));
    expect(await now(OWNER)).toEqual([OWNER]);
    expect(await now(DEPUTY)).toEqual([DEPUTY]);
    expect(await now('mara@small.example')).toEqual(['mara@small.example', 'noah@small.example']);
  });

  it.each<[string, readonly (readonly [string, PersonLedger])[], string, readonly string[]]>([
    ['the deputy’s own is the owner’s to decide', [someone(OWNER), someone(DEPUTY)], DEPUTY, [OWNER]],
    ['the owner’s own is the deputy’s', [someone(OWNER), someone(DEPUTY)], OWNER, [DEPUTY]],
    [
      'where the owner has left, the deputy’s own is who may confirm’s',
      [someone(OWNER, true), someone(DEPUTY)],
      DEPUTY,
      [INES],
    ],
    ['where the owner has left, everybody’s is the deputy’s', [someone(OWNER, true)], 'mara@small.example', [DEPUTY]],
    ['where both have left', [someone(OWNER, true), someone(DEPUTY, true)], 'mara@small.example', [INES]],
    ['of an owner nobody knows by the ledger', [], 'mara@small.example', [OWNER, DEPUTY]],
  ])('are somebody’s to decide, and nobody else’s: %s', async (_, people, concerned, deciders) => {
    const force = inForce(policyWith('figma-viewers'));
    const allowed: string[] = [];
    for (const by of [OWNER, DEPUTY, INES, 'mara@small.example']) {
      const world = worldOf([...people, ...(people.some(([mail]) => mail === concerned) ? [] : [someone(concerned)])]);
      if ((await ownerRefusal(world, force, widened, about(concerned), by)) === null) allowed.push(by);
    }
    expect(allowed).toEqual(deciders);
  });

  it.each<[string, string, readonly string[]]>([
    ['the owner', OWNER, [OWNER, OWNER.toUpperCase(), idOf(OWNER)]],
    ['who may confirm, where both have left', INES, [INES, idOf(INES)]],
    ['anybody, also by an address no list names', 'mara@small.example', ['mara@small.example']],
  ])('are not for %s to decide about what they hold, by whichever name', async (_, concerned, names) => {
    const world = worldOf([
      someone(OWNER, concerned === INES),
      someone(DEPUTY, concerned === INES),
      someone(concerned),
    ]);
    const find = async (mail: string) => idOf(mail);
    const whoMayHave = async (mail: string) => [(await find(mail)) ?? []].flat();
    const known = { ...world, tracker: { ...world.tracker, findShownUser: find, whoMayHave } };
    const said = (by: string) =>
      ownerRefusal(known, inForce(policyWith('figma-viewers')), widened, about(concerned), by);
    for (const by of names) expect(await said(by)).toBe('own-case');
  });
});
