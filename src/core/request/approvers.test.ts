/** Whom a stage asks: never whoever asks or whom it is for, by any name; and never nobody in silence. */
import { describe, expect, it } from 'vitest';
import { okta } from '../../../test/support/build.ts';
import { candidate, FACTS, force } from '../../../test/support/requests.ts';
import { entitlementById } from '../policy/index.ts';
import type { ApproverRule, StageRule } from '../policy/model.ts';
import { entitlementId, groupName } from '../shared/ids.ts';
import { askedIn, escalatedTo, standingOf } from './approvers.ts';
import type { ApproverFacts } from './look.ts';

const entry = entitlementById(force().policy.catalogue, entitlementId('vault', 'admin'));
if (entry === undefined) throw new Error('the vault is in the catalogue');
/** Omar owns it, Dina is his deputy. */
const { application } = entry;
const alone = { ...application, deputy: null };

const MANAGER: ApproverRule = { kind: 'manager' };
const OWNER: ApproverRule = { kind: 'owner' };
const security = groupName(okta, 'security');
const SECURITY: ApproverRule = { kind: 'group', group: security };
const SVEN: ApproverRule = { kind: 'person', mail: 'sven@small.example' };

const stage = (approvers: readonly ApproverRule[], needs: StageRule['needs'] = 'any'): StageRule => ({
  id: 'stage',
  approvers,
  needs,
});
const facts = (edit: Partial<ApproverFacts> = {}): ApproverFacts => ({ ...FACTS, ...edit });
const managers = (...of: Parameters<typeof candidate>[]) => facts({ managers: of.map((one) => candidate(...one)) });
const named = (...of: Parameters<typeof candidate>[]) =>
  facts({ named: new Map(of.map((one) => [`${one[0]}@small.example`, candidate(...one)])) });
const barred = (...names: readonly string[]) =>
  new Set(names.map((one) => (one.includes('@') ? one : `${one}@small.example`)));

const short = (mail: string) => mail.replace('@small.example', '');
const asks = (found: ReturnType<typeof askedIn>) =>
  found === null
    ? 'nobody'
    : `${found.needs} of ${found.approvers.map(({ mail, as }) => `${short(mail)} as ${as}`).join(', ')}`;

describe('a stage asks', () => {
  it.each<[string, StageRule, ApproverFacts, readonly string[], string]>([
    ['the manager', stage([MANAGER]), FACTS, [], '1 of tomasz as manager'],
    ['who is above, where the manager asks', stage([MANAGER]), FACTS, ['tomasz'], '1 of greta as above'],
    [
      'who is above, where the manager is away',
      stage([MANAGER]),
      managers(['tomasz', { works: false }], ['greta']),
      [],
      '1 of greta as above',
    ],
    ['the owner, where nobody is above', stage([MANAGER]), managers(['tomasz']), ['tomasz'], '1 of omar as owner'],
    ['the owner, where no manager is known', stage([MANAGER]), managers(), [], '1 of omar as owner'],
    ['the deputy, where the owner asks', stage([OWNER]), FACTS, ['omar'], '1 of dina as deputy'],
    [
      'the deputy, where the owner has left',
      stage([OWNER]),
      named(['omar', { works: false }], ['dina']),
      [],
      '1 of dina as deputy',
    ],
    ['nobody, where both are in it', stage([OWNER]), FACTS, ['omar', 'dina'], 'nobody'],
    ['whoever the rule names', stage([SVEN]), FACTS, [], '1 of sven as named'],
    ['nobody, where that is who asks', stage([SVEN]), FACTS, ['sven'], 'nobody'],
    ['everybody of a group', stage([SECURITY]), FACTS, [], '1 of sam as member, sue as member'],
    ['the others of a group', stage([SECURITY]), FACTS, ['sam'], '1 of sue as member'],
    ['nobody of a group nobody could read', stage([SECURITY]), facts({ members: new Map() }), [], 'nobody'],
    ['any of several', stage([OWNER, MANAGER]), FACTS, [], '1 of omar as owner, tomasz as manager'],
  ])('%s', (_, of, from, without, expected) =>
    expect(asks(askedIn(of, application, from, barred(...without)))).toBe(expected),
  );
});

describe('how many must agree', () => {
  it.each<[string, StageRule, ApproverFacts, readonly string[], string]>([
    ['all of them', stage([MANAGER, OWNER], 'all'), FACTS, [], '2 of tomasz as manager, omar as owner'],
    [
      'all of a group',
      stage([MANAGER, SECURITY], 'all'),
      FACTS,
      [],
      '3 of tomasz as manager, sam as member, sue as member',
    ],
    ['once where one is both', stage([MANAGER, OWNER], 'all'), managers(['omar']), [], '1 of omar as manager'],
    ['nobody, where one of all is barred', stage([MANAGER, SVEN], 'all'), FACTS, ['sven'], 'nobody'],
    ['two of three', stage([SECURITY, SVEN], 2), FACTS, [], '2 of sam as member, sue as member, sven as named'],
    ['nobody, where too few are left', stage([SECURITY, SVEN], 3), FACTS, ['sue'], 'nobody'],
  ])('%s', (_, of, from, without, expected) =>
    expect(asks(askedIn(of, application, from, barred(...without)))).toBe(expected),
  );

  it('one person under two addresses is one', () => {
    const both = facts({
      managers: [candidate('tomasz', { names: ['tomasz@small.example', 'tom@old.example'] })],
      named: new Map([
        [
          'tom@old.example',
          candidate('tom@old', { mail: 'tom@old.example', names: ['tom@old.example', 'tomasz@small.example'] }),
        ],
      ]),
    });
    const of = stage([MANAGER, { kind: 'person', mail: 'tom@old.example' }], 2);
    expect(asks(askedIn(of, application, both, new Set()))).toBe('nobody');
  });
});

describe('nobody decides for themselves', () => {
  const known = (...names: readonly string[]) => ({ names: ['tomasz@small.example', ...names] });
  it.each<[string, ApproverFacts, StageRule]>([
    ['by a former address', managers(['tomasz', known('t.old@small.example')], ['greta']), stage([MANAGER])],
    ['by a second login', managers(['tomasz', known('T.OLD@small.example')], ['greta']), stage([MANAGER])],
    ['named in capitals', FACTS, stage([{ kind: 'person', mail: 'T.Old@Small.example' }, MANAGER])],
  ])('%s', (_, from, of) => {
    const found = askedIn(of, application, from, barred('t.old', 't.old@small.example'));
    expect(found?.approvers.some(({ mail }) => mail.toLowerCase() === 't.old@small.example')).toBe(false);
    if (from !== FACTS) expect(asks(found)).toBe('1 of greta as above');
  });
});

describe('when nobody answers', () => {
  const next = (
    asked: Parameters<typeof escalatedTo>[0],
    from = FACTS,
    without: readonly string[] = [],
    of = application,
  ) => escalatedTo(asked, of, from, barred(...without)).map(({ mail, as }) => `${short(mail)} as ${as}`);
  const tomasz = { mail: 'tomasz@small.example', as: 'manager' } as const;
  const omar = { mail: 'omar@small.example', as: 'owner' } as const;

  it.each<[string, readonly string[], readonly string[]]>([
    ['who is above may answer too', next([tomasz]), ['greta as above']],
    ['the owner, where nobody is above', next([tomasz], managers(['tomasz'])), ['omar as owner']],
    ['the deputy, where the owner was asked', next([omar], managers(['tomasz'])), ['dina as deputy']],
    ['never whoever asks', next([tomasz], FACTS, ['greta']), ['omar as owner']],
    ['nobody, where nobody is left', next([omar], managers(), [], alone), []],
  ])('%s', (_, found, expected) => expect(found).toEqual(expected));
});

describe('who was asked may still answer', () => {
  const standing = (
    mail: string,
    as: 'manager' | 'owner' | 'deputy' | 'named' | 'member',
    from: ApproverFacts,
    of = stage([MANAGER, OWNER, SVEN, SECURITY]),
  ) => standingOf({ mail: `${mail}@small.example`, as }, of, application, from, new Set());

  it.each<[string, string, string]>([
    ['a manager', standing('tomasz', 'manager', FACTS), 'may'],
    ['not one who manages them no more', standing('tomasz', 'manager', managers(['greta'])), 'may-not'],
    ['not one who has left', standing('tomasz', 'manager', managers(['tomasz', { works: false }])), 'may-not'],
    ['an owner', standing('omar', 'owner', FACTS), 'may'],
    ['not the owner before', standing('lena', 'owner', FACTS), 'may-not'],
    ['whoever the stage names', standing('sven', 'named', FACTS), 'may'],
    ['not whom it does not name', standing('sven', 'named', FACTS, stage([MANAGER])), 'may-not'],
    ['a member', standing('sam', 'member', FACTS), 'may'],
    [
      'not a member of another group',
      standing('sam', 'member', FACTS, stage([{ kind: 'group', group: groupName(okta, 'payroll') }])),
      'unknown',
    ],
    [
      'not one taken out of it',
      standing('sam', 'member', facts({ members: new Map([[security, [candidate('sue')]]]) })),
      'may-not',
    ],
    ['perhaps, where nobody can read the group', standing('sam', 'member', facts({ members: new Map() })), 'unknown'],
  ])('%s', (_, found, expected) => expect(found).toBe(expected));
});
