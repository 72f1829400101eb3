/** Which of the two ways a project role is held: as the connection says, or as the target itself does. */
import { describe, expect, it } from 'vitest';
import { roleTargets } from './catalogue.ts';
import { brief, policyIn, problemsIn, SMALL, type Texts } from './testing/policies.ts';

const asWritten = (target: string, site = ''): Partial<Texts> => ({
  settings: SMALL.settings.replace(
    /( {4}auth: \{ email: .*\n)/,
    `$1${site === '' ? '' : `    projectRoles: ${site}\n`}`,
  ),
  catalogue: SMALL.catalogue.replace(
    '    owner: lena@small.example\n',
    `    owner: lena@small.example\n    targets:\n      - { jiraProject: ENG, role: Developers, group: figma-editors${target} }\n`,
  ),
});

const through = (target: string, site?: string) =>
  roleTargets(policyIn(asWritten(target, site)).catalogue).map((one) => one.through);

describe('a project role is held', () => {
  it.each<[string, string, string | null]>([
    ['', '', null],
    [', heldBy: group', '', 'figma-editors'],
    [', jiraGroup: jira-figma', '', 'jira-figma'],
    ['', '{ heldBy: group }', 'figma-editors'],
    ['', '{ heldBy: group, groupName: "okta-{group}" }', 'okta-figma-editors'],
    [', jiraGroup: jira-figma', '{ heldBy: group, groupName: "okta-{group}" }', 'jira-figma'],
    [', heldBy: person', '{ heldBy: group }', null],
    [', heldBy: group', '{ groupName: "okta-{group}" }', 'okta-figma-editors'],
  ])('target%s, site %s: through %s', (target, site, expected) => {
    expect(through(target, site)).toEqual([expected]);
  });

  it('within an hour of the provider, unless policy says otherwise', () => {
    const within = (site?: string) =>
      policyIn(asWritten('', site)).settings.connections.flatMap((one) =>
        one.kind === 'jira' ? one.projectRoles?.within : [],
      );
    expect(within()).toEqual([3_600_000]);
    expect(within('{ within: 20m }')).toEqual([1_200_000]);
  });

  it('not both ways at once', () => {
    expect(problemsIn(asWritten(', jiraGroup: g, heldBy: person')).map(brief)).toContain(
      'catalogue.yaml:6 held-both-ways',
    );
  });
});
