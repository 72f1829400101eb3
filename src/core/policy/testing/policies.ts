/** Policies for tests: the smallest folder that is a policy, and ways to spoil it. */
import type { Policy, Problem } from '../model.ts';
import { parsePolicy } from '../parse.ts';
import type { PolicyFile } from '../read/files.ts';

export const SMALL = {
  settings: `company: Small
timeZone: Europe/Zurich
connections:
  okta:
    kind: okta
    baseUrl: https://small.okta.example
    auth: { token: { env: OKTA_TOKEN } }
  mail: { kind: mail, url: smtps://mail.small.example }
  jira:
    kind: jira
    baseUrl: https://small.atlassian.example
    auth: { email: bot@small.example, token: { file: secrets/jira } }
fields:
  person: Employee
  givenName: First name
  familyName: Last name
  start: Start date
  end: Last day
  department: Department
  title: Job title
cases:
  onboarding: { project: PEO, issueType: Onboarding, mayFile: [{ group: hr }] }
  change: { project: PEO, issueType: Change, mayFile: [{ group: hr }] }
  offboarding: { project: PEO, issueType: Offboarding, mayFile: [{ role: Administrators }] }
naming:
  login: "{givenName}.{familyName}@small.example"
`,
  catalogue: `applications:
  figma:
    name: Figma
    owner: lena@small.example
    entitlements:
      viewer: { groups: [figma-viewers], risk: low }
      editor: { groups: [figma-editors] }
  lab:
    name: Lab
    owner: mara@small.example
    provisioning: manual
    entitlements:
      badge: {}
`,
  table: `id,department,title,entitlements,groups
everyone,,,figma:viewer,all
science,Science,,lab:badge,science
lead,Science,Lead|Head,figma:editor,
`,
};

export type Texts = typeof SMALL & { readonly requests?: string };

export const filesOf = ({ settings, catalogue, table, requests }: Texts): readonly PolicyFile[] => [
  { path: 'policy/tenure.yaml', text: settings },
  { path: 'policy/catalogue.yaml', text: catalogue },
  { path: 'policy/reference-table.csv', text: table },
  ...(requests === undefined ? [] : [{ path: 'policy/policy.yaml', text: requests }]),
];

export const problemsIn = (texts: Partial<Texts>): readonly Problem[] => {
  const parsed = parsePolicy(filesOf({ ...SMALL, ...texts }));
  return parsed.ok ? parsed.warnings : parsed.problems;
};

/** `file:line code`, for comparing. */
export const brief = ({ file, line, code }: Problem) => `${file.replace('policy/', '')}:${line} ${code}`;

export function policyIn(texts: Partial<Texts> = {}): Policy {
  const parsed = parsePolicy(filesOf({ ...SMALL, ...texts }));
  if (!parsed.ok) throw new Error(parsed.problems.map(brief).join('\n'));
  return parsed.policy;
}
