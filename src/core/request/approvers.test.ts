/** Whom a stage asks: never whoever asks or whom it is for, by any name; and never nobody in silence. */
import { describe, expect, it } from 'vitest';
import { okta } from '../../../test/support/build.ts';
import { candidate, FACTS, force } from '../../../test/support/requests.ts';
import type { AskedApprover } from '../evidence/model.ts';
import { entitlementById } from '../policy/index.ts';
import type { ApproverRule, StageRule } from '../policy/model.ts';
import { entitlementId, groupName } from '../shared/ids.ts';
import { askedIn, delegatesOf, escalatedTo, standingOf } from './approvers.ts';
import type { ApproverFacts, Candidate, Delegate } from './look.ts';

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
const said = ({ mail, as, of }: AskedApprover) =>
  `${short(mail)} as ${as}${of === undefined ? '' : ` of ${short(of.mail)}`}`;
const asks = (found: ReturnType<typeof askedIn>) =>
  found === null ? 'nobody' : `${found.needs} of ${found.approvers.map(said).join(', ')}`;

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

describe('somebody who is asked has named a delegate', () => {
  /** Dora stands in for whoever names her. */
  const dora = candidate('dora');
  const to = (...delegates: readonly Delegate[]) => ({ delegates });
  const chosen = { ...dora, namedBy: ['m.old@small.example'] };
  const away = { works: false, isAway: true } as const;
  const gone = { works: false } as const;
  /** Tomasz manages, Greta is above. */
  const tomasz = (edit: Partial<Candidate>) => managers(['tomasz', edit], ['greta']);
  const group = (...of: readonly Candidate[]) => facts({ members: new Map([[security, of]]) });

  it.each<[string, StageRule, ApproverFacts, readonly string[], string]>([
    [
      'both may answer, once for both',
      stage([MANAGER]),
      tomasz(to(dora)),
      [],
      '1 of tomasz as manager, dora as delegate of tomasz',
    ],
    [
      'on leave, the delegate alone',
      stage([MANAGER]),
      tomasz({ ...away, ...to(dora) }),
      [],
      '1 of dora as delegate of tomasz',
    ],
    ['on leave without one, the next up', stage([MANAGER]), tomasz(away), [], '1 of greta as above'],
    [
      'an owner on leave, the delegate before the deputy',
      stage([OWNER]),
      named(['omar', { ...away, ...to(dora) }], ['dina']),
      [],
      '1 of dora as delegate of omar',
    ],
    [
      'an owner on leave without one, the deputy',
      stage([OWNER]),
      named(['omar', away], ['dina']),
      [],
      '1 of dina as deputy',
    ],
    ['who has left passes nothing on', stage([MANAGER]), tomasz({ ...gone, ...to(dora) }), [], '1 of greta as above'],
    [
      'a delegate who has left is nobody',
      stage([MANAGER]),
      tomasz({ ...away, ...to({ ...dora, ...gone }) }),
      [],
      '1 of greta as above',
    ],
    [
      'a delegate who is away is not passed on from, but gone up from',
      stage([MANAGER]),
      tomasz({ ...away, ...to({ ...dora, ...away, ...to(candidate('emil')) }) }),
      [],
      '1 of greta as above',
    ],
    ['one named by who asks', stage([MANAGER]), tomasz(to(chosen)), ['m.old'], '1 of tomasz as manager'],
    ['a delegate who asks decides nothing', stage([MANAGER]), tomasz(to(dora)), ['dora'], '1 of tomasz as manager'],
    [
      'nor where nobody else is left of it',
      stage([MANAGER]),
      tomasz({ ...away, ...to(dora) }),
      ['dora'],
      '1 of greta as above',
    ],
    ['an approver who asks passes nothing on', stage([MANAGER]), tomasz(to(dora)), ['tomasz'], '1 of greta as above'],
    [
      'a delegate by another address of whoever asks',
      stage([MANAGER]),
      tomasz(to(candidate('dora', { names: ['dora@small.example', 'd.old@small.example'] }))),
      ['d.old'],
      '1 of tomasz as manager',
    ],
    [
      'a delegation back is no second answer',
      stage([SECURITY], 2),
      group(candidate('sam', to(candidate('sue'))), candidate('sue', to(candidate('sam')))),
      [],
      '2 of sam as member, sue as member',
    ],
    [
      'a delegate adds no voice',
      stage([SECURITY], 'all'),
      group(candidate('sam', to(dora)), candidate('sue')),
      [],
      '2 of sam as member, sue as member, dora as delegate of sam',
    ],
    [
      'one who has a voice has no second one',
      stage([SECURITY], 2),
      group(candidate('sam', { ...away, ...to(candidate('sue')) }), candidate('sue')),
      [],
      'nobody',
    ],
  ])('%s', (_, of, from, without, expected) =>
    expect(asks(askedIn(of, application, from, barred(...without)))).toBe(expected),
  );

  const asked = { mail: 'tomasz@small.example', as: 'manager' } as const;
  const inPlace = { mail: 'dora@small.example', as: 'delegate', of: asked } as const;

  describe('and who may still answer', () => {
    it.each<[string, AskedApprover, ApproverFacts, readonly string[], string]>([
      ['the delegate may answer as long as it holds', inPlace, tomasz(to(dora)), [], 'may'],
      ['not once it is revoked or over', inPlace, tomasz({}), [], 'may-not'],
      ['not once whoever named them has left', inPlace, tomasz({ ...gone, ...to(dora) }), [], 'may-not'],
      ['not once whoever named them has lost the role', inPlace, managers(['greta', to(dora)]), [], 'may-not'],
      ['not when it is their own request', inPlace, tomasz(to(dora)), ['dora'], 'may-not'],
      ['whoever named them still may', asked, tomasz(to(dora)), [], 'may'],
      ['and may not while on leave', asked, tomasz({ ...away, ...to(dora) }), [], 'may-not'],
    ])('%s', (_, who, from, without, expected) =>
      expect(standingOf(who, stage([MANAGER]), application, from, barred(...without))).toBe(expected),
    );
  });

  it('named since, they are asked too, once', () => {
    const since = (...of: readonly AskedApprover[]) =>
      delegatesOf(of, stage([MANAGER]), application, tomasz(to(dora)), new Set()).map(said);
    expect(since(asked)).toEqual(['dora as delegate of tomasz']);
    expect(since(asked, inPlace)).toEqual([]);
  });

  it('passed on to the next up, that one’s delegate is asked with them', () => {
    const from = managers(['tomasz'], ['greta', to(dora)]);
    expect(escalatedTo([asked], application, from, new Set()).map(said)).toEqual([
      'greta as above',
      'dora as delegate of greta',
    ]);
  });
});
