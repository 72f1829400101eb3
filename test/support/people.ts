/** Forms of the stories: Mara Lindt, who is hired, moves and leaves. */
import type { FormValues } from '../../examples/acme/forms.ts';

export const MARA = 'mara.lindt@acme.example';

/** Science in Zurich, from today. */
export const mara = (values: FormValues = {}): FormValues => ({
  'Employee number': 'E2001',
  'First name': 'Mara',
  'Last name': 'Lindt',
  'Private email': 'mara@home.example',
  Department: 'Science',
  'Job title': 'Research Scientist',
  Location: 'Zurich',
  'Worker type': 'Employee',
  Manager: 'tomasz.nowak@acme.example',
  'Start date': '2026-03-02',
  ...values,
});

/** Without the badge, which is a sub-task for a person: nothing but what a machine can do. */
export const engineer = (values: FormValues = {}): FormValues =>
  mara({ Department: 'Engineering', 'Job title': 'Software Engineer', ...values });

/** What the table gives a software engineer in Zurich. */
export const ENGINEER_GROUPS = [
  'all-employees',
  'all-staff-tools',
  'app-benefits',
  'app-confluence',
  'app-github',
  'app-jira',
  'app-slack',
  'app-zoom',
  'aws-developers',
  'eng-core',
  'eng-jira-developers',
  'site-switzerland',
];
