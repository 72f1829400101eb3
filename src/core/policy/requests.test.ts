import { describe, expect, it } from 'vitest';
import { entitlementId } from '../shared/ids.ts';
import { milliseconds } from '../shared/instant.ts';
import { entitlementById } from './catalogue.ts';
import { difference } from './difference.ts';
import { type AskedFor, isHiddenFrom, ruleFor } from './requestRules.ts';
import { brief, policyIn, problemsIn } from './testing/policies.ts';

const HOUR = 3_600_000;
const RULES = `rules:
  emergency:
    when: { breakGlass: true, entitlements: [figma:editor] }
    breakGlass: { review: { ask: [owner] } }
    hold: { usual: 1h, longest: 1h }
  scientists-for-a-day:
    when: { applications: [figma], attributes: { department: [science] }, upTo: 24h }
    automatic: true
  contractors:
    when: { workerType: contractor, risk: [medium, high] }
    refuse: Contractors do not.
  the-rest:
    stages:
      - ask: [manager]
      - ask: [owner, { person: Mara@small.example }, { group: figma-editors }]
        needs: 2
    hold: { durations: [1h, 24h], usual: 1h, longest: 24h, longestTotal: 7d }
`;
const requests = (from: string | RegExp = '', to = '') => ({ requests: RULES.replace(from, to) });
const remarks = (text: string) =>
  problemsIn({ requests: text })
    .filter(({ file }) => file.endsWith('policy.yaml'))
    .map(brief);

describe('policy.yaml', () => {
  it('may be left out: then nobody may ask for anything', () => expect(policyIn().requests).toBeUndefined());

  it('is read with what the file says where a rule says nothing', () => {
    const read = policyIn({ requests: `${RULES}hold: { longest: 30d }\nreason: needed\n` }).requests;
    expect(read?.rules.map(({ id, reason }) => [id, reason])).toEqual([
      ['emergency', 'needed'],
      ['scientists-for-a-day', 'needed'],
      ['contractors', 'needed'],
      ['the-rest', 'needed'],
    ]);
    expect(read?.rules.at(1)?.hold).toEqual({
      durations: [],
      usual: 30 * 24 * HOUR,
      longest: 30 * 24 * HOUR,
      longestTotal: null,
    });
    expect(read?.rules.at(-1)?.answer).toEqual({
      kind: 'stages',
      stages: [
        { id: 'the-rest-1', approvers: [{ kind: 'manager' }], needs: 'any' },
        {
          id: 'the-rest-2',
          approvers: [
            { kind: 'owner' },
            { kind: 'person', mail: 'mara@small.example' },
            { kind: 'group', group: 'okta:figma-editors' },
          ],
          needs: 2,
        },
      ],
    });
  });

  it('is part of the version, and so is the order of its rules', () => {
    const version = policyIn(requests()).version;
    expect(version).not.toBe(policyIn().version);
    expect(policyIn({ requests: `# a remark\n${RULES}` }).version).toBe(version);
    const [head, emergency, ...rest] = RULES.split(/^(?= {2}\S)/m);
    expect(policyIn({ requests: [head, ...rest, emergency].join('') }).version).not.toBe(version);
  });

  it('is compared rule by rule', () => {
    const after = policyIn(requests('usual: 1h, longest: 24h', 'usual: 24h, longest: 24h'));
    expect(difference(policyIn(requests()), after).settings).toEqual([
      { path: 'requests.rules.the-rest.hold.usual', before: String(HOUR), after: String(24 * HOUR) },
    ]);
  });

  it.each([
    ['an application nobody knows', requests('[figma]', '[figm]').requests, ['policy.yaml:6 unknown-application']],
    [
      'an entitlement nobody knows',
      requests('figma:editor', 'figma:edit').requests,
      ['policy.yaml:2 unknown-entitlement'],
    ],
    ['an attribute no form has', requests('department:', 'floor:').requests, ['policy.yaml:6 unknown-attribute']],
    ['two answers', requests('    refuse:', '    automatic: true\n    refuse:').requests, ['policy.yaml:9 one-answer']],
    ['no answer', requests('    automatic: true\n', '').requests, ['policy.yaml:6 one-answer']],
    [
      'more to agree than are asked',
      requests('[owner, { person: Mara@small.example }, { group: figma-editors }]', '[owner]').requests,
      ['policy.yaml:12 too-few-approvers'],
    ],
    [
      'a usual duration beyond the longest',
      requests('usual: 1h, longest: 24h', 'usual: 7d, longest: 24h').requests,
      ['policy.yaml:12 usual-too-long'],
    ],
    [
      'a longest beyond all together',
      requests('longestTotal: 7d', 'longestTotal: 2h').requests,
      ['policy.yaml:12 longest-too-long'],
    ],
    [
      'a duration on offer beyond the longest',
      requests('[1h, 24h]', '[1h, 2d]').requests,
      ['policy.yaml:12 duration-too-long'],
    ],
    ['a duration of nothing', requests('[1h, 24h]', '[0h, 24h]').requests, ['policy.yaml:12 no-duration']],
    [
      'an emergency of more than a day',
      requests('usual: 1h, longest: 1h', 'usual: 1h, longest: 2d').requests,
      ['policy.yaml:2 emergency-too-long'],
    ],
    [
      'an emergency nobody looks at afterwards',
      requests('breakGlass: { review: { ask: [owner] } }', 'automatic: true').requests,
      ['policy.yaml:2 half-an-emergency'],
    ],
    [
      'a shortcut that is no emergency',
      requests('breakGlass: true, ', '').requests,
      ['policy.yaml:2 half-an-emergency'],
    ],
    [
      'a rule behind one that answers all',
      requests('  contractors:', '  all:\n    automatic: true\n  contractors:').requests,
      ['policy.yaml:11 rule-never-reached', 'policy.yaml:14 rule-never-reached'],
    ],
    [
      'a conflict that forbids nothing',
      `${RULES}conflicts:\n  both: { entitlements: [figma:viewer, figma:editor], atMost: 2, because: x }\n`,
      ['policy.yaml:19 conflict-of-nothing'],
    ],
    [
      'what is hidden and nobody knows',
      `${RULES}confidential:\n  x: { applications: [figm], seenBy: [{ attribute: floor, values: [a] }] }\n`,
      ['policy.yaml:19 unknown-application', 'policy.yaml:19 unknown-attribute'],
    ],
    [
      'nothing that is hidden',
      `${RULES}confidential:\n  x: { seenBy: [{ person: a@x.example }] }\n`,
      ['policy.yaml:19 nothing-confidential'],
    ],
    ['other work told by an attribute no form has', `${RULES}movedBy: [floor]\n`, ['policy.yaml:18 unknown-attribute']],
    [
      'times in which nobody is asked twice',
      `${RULES}times: { timeOutAfter: 1h }\n`,
      ['policy.yaml:18 times-out-of-order'],
    ],
  ])('says so of %s', (_, text, said) => expect(remarks(text)).toEqual(said));

  it('says so of a row that gives by itself what is forbidden together', () => {
    const table = 'id,department,title,entitlements,groups\nboth,,,lab:badge|figma:viewer,\n';
    const conflicts = 'conflicts:\n  both: { entitlements: [lab:badge, figma:viewer], because: x }\n';
    const found = problemsIn({ table, requests: `${RULES}${conflicts}` }).map(brief);
    expect(found).toContain('policy.yaml:19 birthright-in-conflict');
  });

  it.each([
    ['given without asking', 'automatic: true', 'high-risk-automatic'],
    [
      'given where the manager asks',
      'stages: [{ ask: [manager] }, { ask: [owner] }], whenManagerAsks: gives',
      'high-risk-by-manager',
    ],
    ['left to the manager alone', 'stages: [{ ask: [manager] }]', 'no-named-approver'],
    ['left to the manager or anybody else', 'stages: [{ ask: [manager, owner] }]', 'no-named-approver'],
  ])('refuses high risk that is %s', (_, answer, code) => {
    const catalogue =
      'applications: { vault: { name: Vault, owner: o@x.example, entitlements: { admin: { groups: [v], risk: high } } } }';
    const table = 'id,department,title,entitlements,groups\neveryone,,,,all\n';
    const found = problemsIn({ catalogue, table, requests: `rules: { all: { ${answer} } }\n` });
    expect(found.filter(({ severity }) => severity === 'error').map((one) => one.code)).toEqual([code]);
  });
});

describe('the rule that answers', () => {
  const policy = policyIn(requests());
  const answers = (asked: Partial<AskedFor>, id = 'figma:editor') => {
    const [application = '', role = ''] = id.split(':');
    const entry = entitlementById(policy.catalogue, entitlementId(application, role));
    if (entry === undefined || policy.requests === undefined) throw new Error(id);
    const plain = { workerType: 'employee', attributes: {}, duration: 'usual', breakGlass: false } as const;
    const rest = { ...plain, asker: 'anybody' } as const;
    return ruleFor(policy.requests, { entry, ...rest, ...asked })?.id;
  };

  it.each<[string, Partial<AskedFor>, string, string | undefined]>([
    [
      'the first that fits',
      { attributes: { department: ' SCIENCE' }, duration: milliseconds(24 * HOUR) },
      'figma:editor',
      'scientists-for-a-day',
    ],
    [
      'not one for a shorter time',
      { attributes: { department: 'Science' }, duration: milliseconds(25 * HOUR) },
      'figma:editor',
      'the-rest',
    ],
    [
      'not one for a shorter time, when as long as the work is asked for',
      { attributes: { department: 'Science' }, duration: null },
      'figma:editor',
      'the-rest',
    ],
    ['not one that asks for an attribute nobody knows', { duration: milliseconds(HOUR) }, 'figma:editor', 'the-rest'],
    ['by the type of worker', { workerType: 'contractor' }, 'figma:editor', 'contractors'],
    ['by the risk', { workerType: 'contractor' }, 'figma:viewer', 'the-rest'],
    ['for an emergency only one that says so', { breakGlass: true }, 'figma:editor', 'emergency'],
    ['for any other emergency none', { breakGlass: true }, 'figma:viewer', undefined],
  ])('is %s', (_, asked, id, rule) => expect(answers(asked, id)).toBe(rule));
});

it('what only some may see is no secret to its owner and its deputy', () => {
  const figma = entitlementById(policyIn().catalogue, entitlementId('figma', 'editor'));
  const read = policyIn(
    requests(/$/, 'confidential:\n  secret: { applications: [figma], seenBy: [{ person: nadia@small.example }] }\n'),
  ).requests;
  if (figma === undefined || read === undefined) throw new Error('no such policy');
  const entry = {
    ...figma,
    application: { ...figma.application, owner: 'Omar@small.example', deputy: 'Dina@small.example' },
  };
  const by = (name: string) =>
    isHiddenFrom(read, entry, {
      ...{ names: [`${name}@small.example`], isSelf: false, isManager: false },
      ...{ groups: new Set(), attributes: {} },
    });
  expect([by('omar'), by('dina'), by('sven')]).toEqual([false, false, true]);
});
