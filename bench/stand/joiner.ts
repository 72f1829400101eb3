/** The joiners of the measurements: one form each, ordinary people of one department, who start now. */
import type { FormValues } from '../../examples/acme/forms.ts';

/** What the reference table gives a software engineer in London; written out, so that it is not the code under test that says it. */
export const EXPECTED_GROUPS: readonly string[] = [
  ...['all-employees', 'all-staff-tools', 'app-benefits', 'app-confluence', 'app-github', 'app-jira', 'app-slack'],
  ...['app-zoom', 'aws-developers', 'eng-core', 'eng-jira-developers', 'site-london'],
];

export interface Joiner {
  readonly login: string;
  readonly summary: string;
  readonly values: FormValues;
}

/** Nothing on the form needs a person, so a case runs to its proof without one. */
export function joiner(number: number): Joiner {
  const [given, family] = [`Given${letters(number)}`, `Family${letters(number)}`];
  return {
    login: `${given}.${family}@acme.example`.toLowerCase(),
    summary: `New hire: ${given} ${family}`,
    values: {
      'Employee number': `E${100_000 + number}`,
      'First name': given,
      'Last name': family,
      'Private email': `${given}.${family}@home.example`.toLowerCase(),
      Department: 'Engineering',
      'Job title': 'Software Engineer',
      Location: 'London',
      'Worker type': 'Employee',
      Manager: 'rafael.ortiz@acme.example',
      'Start date': new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
    },
  };
}

/** Names hold no digits. */
function letters(number: number): string {
  const letter = String.fromCharCode(97 + (number % 26));
  return number < 26 ? letter : letters(Math.floor(number / 26) - 1) + letter;
}
