/** What a new catalogue adds to entitlements that were there. */
import { expect, it } from 'vitest';
import { addedGroups } from './addedGroups.ts';
import { policyIn, SMALL } from './testing/policies.ts';

const added = (edit: (catalogue: string) => string, before = policyIn()) =>
  addedGroups(before, policyIn({ catalogue: edit(SMALL.catalogue) })).map(
    ({ application, entitlement, before: old, groups }) => [application.owner, entitlement, old, groups],
  );

it('is named for the owner the new catalogue names, with what the entitlement meant until then', () => {
  expect(added((text) => text.replace('[figma-viewers]', '[figma-viewers, fonts]').replace('lena@', 'ada@'))).toEqual([
    ['ada@small.example', 'figma:viewer', ['okta:figma-viewers'], ['okta:fonts']],
  ]);
});

it.each<[string, (text: string) => string]>([
  [
    'one that is new was given to nobody',
    (text) => text.replace('editor:', 'author: { groups: [fonts] }\n      editor:'),
  ],
  ['another risk is no other group', (text) => text.replace('risk: low', 'risk: medium')],
])('is nothing where %s', (_, edit) => expect(added(edit)).toEqual([]));

it('is also a project role that one of its groups has come to open', () => {
  const targets = `targets: [{ jiraProject: ENG, role: Developers, group: figma-viewers }]\n    entitlements:`;
  expect(added((text) => text.replace('entitlements:', targets)).map(([, entitlement]) => entitlement)).toEqual([
    'figma:viewer',
  ]);
});

it('is nothing where groups go', () => {
  const before = policyIn({ catalogue: SMALL.catalogue.replace('[figma-viewers]', '[figma-viewers, fonts]') });
  expect(added((text) => text, before)).toEqual([]);
});
