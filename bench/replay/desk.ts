/**
 * The desk where the forms are filed, as HR would: over Jira's REST interface with a filer's own token. First team =
 * onboarding; other teams = the onboarding form edited; no team left = offboarding; back again = a new onboarding.
 */
import { type Filed, type FormValues, type JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { type CaseId, caseId } from '../../src/core/shared/ids.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import type { PersonChange } from './history.ts';
import { tickOf } from './policy.ts';

export interface Filing {
  readonly kind: 'joiner' | 'mover' | 'leaver';
  readonly person: string;
  readonly case: CaseId;
  readonly key: string;
}

export interface Desk {
  file(change: PersonChange, at: Instant): Promise<Filing>;
}

export function openDesk(forms: JiraForms): Desk {
  /** The onboarding form of everybody who is here. */
  const onboardings = new Map<string, Filed>();
  const filing = (kind: Filing['kind'], person: string, { id, key }: Filed): Filing => ({
    kind,
    person,
    case: caseId('jira', id),
    key,
  });
  return {
    async file({ person, after }, at) {
      const onboarding = onboardings.get(person);
      const ticks = { Applications: [...after].map(tickOf) };
      if (onboarding === undefined) {
        const filed = await forms.file(NADIA, 'Onboarding', `New: ${person}`, { ...joiner(person, at), ...ticks });
        onboardings.set(person, filed);
        return filing('joiner', person, filed);
      }
      if (after.size > 0) {
        await forms.edit(NADIA, onboarding.key, ticks);
        return filing('mover', person, onboarding);
      }
      onboardings.delete(person);
      return filing(
        'leaver',
        person,
        await forms.file(NADIA, 'Offboarding', `Leaves: ${person}`, { Employee: person }),
      );
    },
  };
}

const joiner = (person: string, at: Instant): FormValues => ({
  'Employee number': person,
  'First name': 'Person',
  'Last name': person.toUpperCase(),
  'Worker type': 'Employee',
  'Start date': at.slice(0, 10),
});
