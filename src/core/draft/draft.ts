/** The proposal as a file: valid as it stands, with the comments that whoever edits it needs. */
import { UNKNOWN_OWNER } from '../policy/index.ts';
import type { Settings } from '../policy/model.ts';
import { connectionOf, type GroupName, withinConnection } from '../shared/ids.ts';
import type { Draft, DraftInput } from './model.ts';
import { type Proposed, type ProposedRole, propose } from './propose.ts';

const HEAD = `# A draft of catalogue.yaml, made from what the identity provider has. Edit it, then \`tenure policy plan\`.
#
# Say for each application who answers for it: \`${UNKNOWN_OWNER}\` is nobody, and \`tenure policy plan\` names each.
# Say the risk of each role: what stands here is guessed from the group's name, and says why.
# A role is named after its group. Where two groups belong to one role, write them into one list.
`;

export function draftCatalogue(input: DraftInput): Draft {
  const { applications, leftOut } = propose(input);
  const beside = input.policy.catalogue.applications.length > 0;
  const text = [
    HEAD,
    ...(beside ? ['# Only what the present catalogue has not; its applications stay where they are.\n'] : []),
    applications.length === 0 ? 'applications: {}\n' : 'applications:\n',
    ...applications.map((one) => entry(one, input.policy.settings)),
    ...(leftOut.length === 0 ? [] : ['\n# Left out:\n', ...leftOut.map((line) => `#   ${comment(line)}\n`)]),
  ].join('');
  return {
    text,
    applications: applications.length,
    entitlements: applications.reduce((sum, { roles }) => sum + roles.length, 0),
    leftOut,
  };
}

function entry({ id, name, known, roles, askedFor }: Proposed, settings: Settings): string {
  const isManual = roles.every(({ group }) => group === null);
  const lines = [
    ...(askedFor === 0 ? [] : [`# Asked for ${askedFor} times in the last 30 days, and not in the catalogue.`]),
    ...(known === null ? [] : ['# In the catalogue already: move these roles there.']),
    `${id}:`,
    `  name: ${scalar(name)}`,
    `  owner: ${known === null ? `${UNKNOWN_OWNER} # who answers for it?` : scalar(known.owner)}`,
    ...(isManual ? ['  provisioning: manual # no group of the provider opens it, as far as its name tells'] : []),
    '  entitlements:',
    ...roles.map((one) => `    ${role(one, settings)}`),
  ];
  return lines.map((line) => `  ${line}\n`).join('');
}

function role({ role: name, group, risk, because }: ProposedRole, settings: Settings): string {
  const why = `# proposed: ${because}${members(group?.members ?? null)}`;
  return group === null
    ? `${scalar(name)}: { risk: ${risk} } ${why}`
    : `${scalar(name)}: { groups: [${scalar(groupText(group.name, settings))}], risk: ${risk} } ${comment(why)}`;
}

const members = (count: number | null) => (count === null ? '' : `; ${count} ${count === 1 ? 'is' : 'are'} in it`);

/** As `groupNamed` reads it back: a colon could be taken for a connection's. */
function groupText(name: GroupName, { primaryConnection }: Settings): string {
  const within = withinConnection(name);
  return connectionOf(name) === primaryConnection && !within.includes(':') ? within : name;
}

/** Plain where nobody can take it for something else; else quoted, as JSON and YAML both read it. */
const scalar = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9_.@-]*( [A-Za-z0-9_.@-]+)*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);

/** Names come from outside: none of them ends a comment. */
const comment = (text: string) => text.replace(/[\p{Cc}\u0085\u2028\u2029]+/gu, ' ');
