/** The tour's three forms: one person's whole life at Acme, filed as HR would file it. */
import type { FormValues } from '../forms.ts';

export interface TourForm {
  readonly kind: 'onboarding' | 'change' | 'offboarding';
  readonly issueType: string;
  readonly summary: string;
  readonly values: FormValues;
}

const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

export const tourForms = (): readonly TourForm[] => [
  {
    kind: 'onboarding',
    issueType: 'Onboarding',
    summary: 'New hire: Mara Lindt',
    values: {
      'Employee number': 'E2001',
      'First name': 'Mara',
      'Last name': 'Lindt',
      'Private email': 'mara.lindt@home.example',
      Department: 'Science',
      'Job title': 'Principal Scientist',
      Location: 'Zurich',
      'Worker type': 'Employee',
      Manager: 'rafael.ortiz@acme.example',
      'Start date': daysFromNow(-1),
      Applications: ['Figma: viewer', 'Salesforce'],
      Hardware: ['MacBook Pro'],
    },
  },
  {
    kind: 'change',
    issueType: 'Change',
    summary: 'Role change: Mara Lindt moves to Data',
    values: { Employee: 'E2001', Department: 'Data', 'Job title': 'Data Scientist' },
  },
  {
    kind: 'offboarding',
    issueType: 'Offboarding',
    summary: 'Termination: Mara Lindt leaves today',
    values: { Employee: 'mara.lindt@acme.example' },
  },
];
