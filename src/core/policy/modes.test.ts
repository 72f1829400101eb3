import { expect, it } from 'vitest';
import { applicationId, connectionId, groupName } from '../shared/ids.ts';
import { modeForEverybody, modeOf } from './modes.ts';
import { policyIn, SMALL } from './testing/policies.ts';

const { settings } = policyIn({
  settings: `${SMALL.settings.replace('issueType: Change,', 'issueType: Change, mode: shadow,')}modes:
  groups: { all: shadow }
  applications: { figma: live }
  departments: { Science: live }
`,
});
const all = groupName(connectionId('okta'), 'all');
const figma = applicationId('figma');

it.each([
  ['nothing named leaves it to the default', { case: 'onboarding' }, 'shadow'],
  ['a department that is live', { case: 'onboarding', department: 'science' }, 'live'],
  ['an application that is live', { application: figma }, 'live'],
  ['a group in shadow, whatever the department', { group: all, department: 'Science' }, 'shadow'],
  ['a kind of case in shadow, whatever else', { case: 'change', application: figma, department: 'Science' }, 'shadow'],
] as const)('%s', (_, subject, mode) => expect(modeOf(settings, subject)).toBe(mode));

const modes = (lines: string, cases = '') => {
  const changes = SMALL.settings.replace('issueType: Change,', `issueType: Change,${cases}`);
  const leavers = changes.replace('issueType: Offboarding,', 'issueType: Offboarding, mode: shadow,');
  return policyIn({ settings: `${leavers}modes:\n${lines}` }).settings;
};

it.each<[string, string, string, 'live' | 'shadow']>([
  ['one department is live and the others are not', '  departments: { Science: live }\n', '', 'shadow'],
  ['one department is not', '  default: live\n  departments: { Science: shadow }\n', '', 'shadow'],
  ['one kind of case that gives is not', '  default: live\n', ' mode: shadow,', 'shadow'],
  ['everybody is, but for who leaves', '  default: live\n', '', 'live'],
  [
    'the application is, by its name',
    '  applications: { figma: live }\n  departments: { Science: live }\n',
    '',
    'live',
  ],
])('for everybody at once, where %s: %s', (_, lines, cases, mode) =>
  expect(modeForEverybody(modes(lines, cases), { application: figma })).toBe(mode),
);
