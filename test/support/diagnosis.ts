/** A diagnosis of a small company where all is well, to be edited. */
import type { Diagnosis, Found } from '../../src/core/diagnosis/index.ts';
import { known } from '../../src/core/diagnosis/index.ts';
import { connectionId, policyVersion } from '../../src/core/shared/ids.ts';
import { instantOf } from '../../src/core/shared/instant.ts';

export const NOBODY: Found = { count: 0, shown: [] };
export const found = (count: number): Found => ({ count, shown: [] });
export const READY = { of: 10, unknown: 0, ready: true };

export function diagnosis(edit: Partial<Diagnosis> = {}, accounts: Partial<Diagnosis['accounts']> = {}): Diagnosis {
  return {
    connection: connectionId('okta'),
    company: 'Small',
    policy: policyVersion('v1'),
    at: instantOf(new Date('2026-03-02T08:00:00Z')),
    mapping: known({ top10: READY, top20: READY, applications: [] }),
    agreement: { people: 10, leftOut: 0, rows: [], groups: [], absentGroups: [] },
    accounts: {
      total: 10,
      inUse: 10,
      withoutPerson: NOBODY,
      neverUsed: known(NOBODY),
      pastContract: known(NOBODY),
      withoutEnd: known(NOBODY),
      afterLeaving: NOBODY,
      withoutManager: known(NOBODY),
      administrators: known(NOBODY),
      ...accounts,
    },
    direct: known([]),
    groups: [],
    privileged: known([]),
    questions: [],
    ...edit,
  };
}
