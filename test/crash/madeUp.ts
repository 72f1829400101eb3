/**
 * A version of some months from now, made up of today's by what every newer version brings: a step of the schema, a type of
 * event on each case, and a part of a job. Today's is the older one beside it, as it will be.
 */
import type { Edit } from './bundle.ts';

export const STEP = '9999_made_up';
export const EVENT = 'FormWeighed';

const STATEMENTS = [
  "alter table tenure.account add column made_up text not null default 'none'",
  'alter table tenure.person add column made_up jsonb',
  'create table tenure.made_up (id text primary key)',
  'create index event_made_up on tenure.event (type, at)',
];

export const MADE_UP: readonly Edit[] = [
  {
    file: 'adapters/postgres/migrations/index.ts',
    from: "  '0001_ledger': ledger,",
    to: `  '${STEP}': { async up(db) { for (const text of ${JSON.stringify(STATEMENTS)}) await statement(text).execute(db); } },
  '0001_ledger': ledger,`,
  },
  {
    file: 'adapters/postgres/migrations/index.ts',
    from: "import * as ledger from './0001_ledger.ts';",
    to: "import { sql } from 'kysely';\nconst statement = (text) => sql.raw(text);\nimport * as ledger from './0001_ledger.ts';",
  },
  { file: 'core/evidence/events/types.ts', from: 'CaseOpened: true', to: `CaseOpened: true, ${EVENT}: true` },
  {
    file: 'app/commit.ts',
    from: 'const events = [...own, ...notices, ...ending];',
    to: `const weighed = own.some(({ type }) => type === 'FormAccepted') ? [{ type: '${EVENT}' }] : [];
  const events = [...own, ...weighed, ...notices, ...ending];`,
  },
  { file: 'app/jobs.ts', from: 'evidence: { stream: true }', to: 'evidence: { stream: true, madeUp: true }' },
  {
    file: 'app/commit.ts',
    from: "const stream = { lane: 'evidence', stream: state.id } as const;",
    to: "const stream = { lane: 'evidence', stream: state.id, madeUp: true };",
  },
];
