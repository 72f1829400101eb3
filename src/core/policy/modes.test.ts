import { expect, it } from 'vitest';
import { applicationId, connectionId, groupName } from '../shared/ids.ts';
import { modeOf } from './modes.ts';
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
