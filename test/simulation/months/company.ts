/** The company that is simulated: its groups, and who works in the tracker. Its rules: policies.ts. */
import type { GroupOwner } from '../../../src/core/reconcile/model.ts';
import { connectionId, type GroupId, groupId, groupName } from '../../../src/core/shared/ids.ts';
import type { Actor } from '../../../src/ports/tracker.ts';

export const okta = connectionId('okta');
export const jira = connectionId('jira');

const group = (local: string, owner: GroupOwner = 'tenure') => ({
  id: groupId(okta, `g-${local}`),
  name: groupName(okta, local),
  owner,
});

export const GROUPS = [
  group('Everyone', 'built-in'),
  group('staff'),
  group('science'),
  group('sales'),
  group('leads'),
  group('wiki'),
  group('figma-viewers'),
  group('figma-editors'),
  group('vault'),
  group('site-zurich', 'rule'),
  group('from-ad', 'directory'),
  group('legal-archive'),
  group('super-admins'),
  group('book-club'),
  group('wiki-drafts'),
].map((one) => ({ ...one, name: one.name }));

export const idOf = (local: string): GroupId => groupId(okta, `g-${local}`);
/** What a role of the wiki means besides, where it is wider. */
export const DRAFTS = idOf('wiki-drafts');
export const KEPT = idOf('legal-archive');
export const PROTECTED = idOf('super-admins');
const MOST = ['staff', 'science', 'sales', 'leads', 'wiki', 'figma-viewers', 'figma-editors', 'vault'];
/** Tenure may give and take these. */
export const OURS: ReadonlySet<GroupId> = new Set([...MOST, 'wiki-drafts'].map(idOf));
/** In nobody's catalogue: somebody made it by hand. */
export const UNMANAGED = idOf('book-club');
/** Of the application that may be in shadow by itself. */
export const FIGMA: ReadonlySet<GroupId> = new Set(['figma-viewers', 'figma-editors'].map(idOf));
/** What other hands meddle with. */
export const MEDDLED: readonly GroupId[] = [...MOST.map(idOf), KEPT, UNMANAGED];
export const OUT_OF_REACH: ReadonlySet<GroupId> = new Set(
  ['super-admins', 'from-ad', 'Everyone', 'site-zurich'].map(idOf),
);

// ---- people in the tracker -------------------------------------------------------------------------------

const actor = (id: string, ...groups: readonly string[]): Actor => ({
  id,
  mail: `${id}@months.example`,
  groups,
  roles: [],
});

/** May file; and our own account. */
export const HANA = actor('hana', 'hr');
export const BOT = actor('bot');
/** May do neither, and tries. */
export const BEN = actor('ben');
/** Who decides: hired before everybody else, and there to the end. Ines settles what is put to a person. */
export const LENA = 'lena.ohm@months.example';
export const INES = 'ines.uhl@months.example';
/** Numbered as they are hired. */
const DECIDING: readonly Actor[] = [
  { ...actor('E1'), mail: LENA },
  { ...actor('E2'), mail: INES },
];
export const STAFF: readonly Actor[] = [HANA, BOT, BEN, ...DECIDING];

export const DEPARTMENTS = ['Science', 'Sales'] as const;
export const TITLES = ['Member', 'Lead'] as const;
/** What nobody who may has ever said. */
export const FORGED = 'Forged';
