/**
 * The desk where dated access is asked for: one change form for each hold, edited when its day or its level moves, and
 * emptied when it is revoked. Asked for again after that, it is the same form filled in again.
 */
import { type Filed, type JiraForms, NADIA } from '../../../examples/acme/forms.ts';
import { type CaseId, caseId } from '../../../src/core/shared/ids.ts';
import { epochOf, type Instant } from '../../../src/core/shared/instant.ts';
import { tickOf } from '../policy.ts';
import { type Edit, endOf, groupOf, holdKey } from './history.ts';

export interface DatedFiling {
  readonly kind: 'joiner' | 'granted' | 'moved' | 'revoked';
  readonly person: string;
  readonly case: CaseId;
  readonly key: string;
}

export interface DatedDesk {
  /** A contractor without an end of their own: what they hold ends by itself. */
  welcome(person: string, at: Instant): Promise<DatedFiling>;
  /** `null`: it was over before anybody asked, so nobody asks. */
  file(edit: Edit, at: Instant): Promise<DatedFiling | null>;
}

export function openDatedDesk(forms: JiraForms): DatedDesk {
  const filedFor = new Map<string, Filed>();
  const filing = (kind: DatedFiling['kind'], person: string, { id, key }: Filed): DatedFiling => ({
    kind,
    person,
    case: caseId('jira', id),
    key,
  });
  return {
    async welcome(person, at) {
      const filed = await forms.file(NADIA, 'Onboarding', `New: ${person}`, {
        'Employee number': person,
        'First name': 'Person',
        'Last name': person.toUpperCase(),
        'Worker type': 'Contractor',
        'Start date': at.slice(0, 10),
      });
      return filing('joiner', person, filed);
    },
    async file({ person, repository, after }, at) {
      const key = holdKey({ person, repository });
      const known = filedFor.get(key);
      const values = {
        Applications: after === null ? [] : [tickOf(groupOf(after))],
        'Access until': after?.until ?? null,
      };
      if (known !== undefined) {
        await forms.edit(NADIA, known.key, values);
        return filing(after === null ? 'revoked' : 'moved', person, known);
      }
      if (after === null || endOf(after) <= epochOf(at)) return null;
      const filed = await forms.file(NADIA, 'Change', `${repository} for ${person}`, { Employee: person, ...values });
      filedFor.set(key, filed);
      return filing('granted', person, filed);
    },
  };
}
