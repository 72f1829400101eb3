/**
 * The desk where the forms are filed, as HR would: over Jira's REST interface with a filer's own token. First team =
 * onboarding; other teams = the onboarding form edited; no team left = offboarding; back again = a new onboarding.
 * Who was there before Tenure has no onboarding form: a change form says what is new, and what of before ends.
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

/** `there`: what was taken over, by person. */
export function openDesk(forms: JiraForms, there: ReadonlyMap<string, ReadonlySet<string>> = new Map()): Desk {
  /** The onboarding form of everybody who is here; of who was there before, the change form, once there is one. */
  const onboardings = new Map<string, Filed>();
  const takenOver = new Map([...there].map(([person, groups]) => [person, new Set(groups)]));
  const ended = new Map<string, Set<string>>();
  const filing = (kind: Filing['kind'], person: string, { id, key }: Filed): Filing => ({
    kind,
    person,
    case: caseId('jira', id),
    key,
  });
  const moveTakenOver = async (person: string, adopted: Set<string>, after: ReadonlySet<string>) => {
    const gone = ended.get(person) ?? new Set();
    for (const group of adopted) if (!after.has(group)) gone.add(group);
    for (const group of gone) adopted.delete(group);
    ended.set(person, gone);
    const values = {
      Applications: [...after].filter((group) => !adopted.has(group)).map(tickOf),
      'Access that ends': [...gone].map(tickOf),
    };
    const known = onboardings.get(person);
    if (known === undefined) {
      const filed = await forms.file(NADIA, 'Change', `Changes: ${person}`, { Employee: person, ...values });
      onboardings.set(person, filed);
      return filed;
    }
    await forms.edit(NADIA, known.key, values);
    return known;
  };
  return {
    async file({ person, after }, at) {
      const adopted = takenOver.get(person);
      if (adopted !== undefined && after.size > 0) {
        return filing('mover', person, await moveTakenOver(person, adopted, after));
      }
      const onboarding = onboardings.get(person);
      const ticks = { Applications: [...after].map(tickOf) };
      if (onboarding === undefined && adopted === undefined) {
        const filed = await forms.file(NADIA, 'Onboarding', `New: ${person}`, { ...joiner(person, at), ...ticks });
        onboardings.set(person, filed);
        return filing('joiner', person, filed);
      }
      if (onboarding !== undefined && after.size > 0) {
        await forms.edit(NADIA, onboarding.key, ticks);
        return filing('mover', person, onboarding);
      }
      onboardings.delete(person);
      takenOver.delete(person);
      ended.delete(person);
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
