/** Whether something is carried out or only shown, when several settings speak about it. */

import { fold } from '../shared/fold.ts';
import type { ApplicationId, GroupName } from '../shared/ids.ts';
import type { CaseKind, Mode, Policy, Settings } from './model.ts';

export interface ModeSubject {
  readonly case?: CaseKind;
  readonly group?: GroupName;
  readonly application?: ApplicationId;
  readonly department?: string;
}

/**
 * The cautious answer: a kind of case in shadow holds back everything; of group, application and department whatever
 * is named decides, shadow before live; nothing named leaves it to the default.
 */
export function modeOf({ cases, modes }: Settings, subject: ModeSubject): Mode {
  if (cases.some(({ kind, mode }) => kind === subject.case && mode === 'shadow')) return 'shadow';
  const stated = [
    subject.group === undefined ? undefined : modes.groups[subject.group],
    subject.application === undefined ? undefined : modes.applications[subject.application],
    ...Object.entries(modes.departments).map(([name, mode]) => (isNamed(name, subject.department) ? mode : undefined)),
  ];
  if (stated.includes('shadow')) return 'shadow';
  return stated.includes('live') ? 'live' : modes.default;
}

/**
 * Of what opens a thing for everybody at once, whoever it is made for: live as soon as it is so for all of them, of any
 * department and by any kind of case that gives.
 */
export function modeForEverybody(settings: Settings, subject: Pick<ModeSubject, 'group' | 'application'>): Mode {
  const giving = settings.cases.filter(({ kind }) => kind !== 'offboarding' && kind !== 'leave');
  const subjects: readonly ModeSubject[] = [
    subject,
    ...giving.map(({ kind }) => ({ ...subject, case: kind })),
    ...Object.keys(settings.modes.departments).map((department) => ({ ...subject, department })),
  ];
  return subjects.some((one) => modeOf(settings, one) === 'shadow') ? 'shadow' : 'live';
}

/** The same policy with nothing live: whatever its files say, everything is computed and nothing is written. */
export const inShadow = (policy: Policy): Policy => ({
  ...policy,
  settings: {
    ...policy.settings,
    cases: policy.settings.cases.map((one) => ({ ...one, mode: 'shadow' })),
    modes: { default: 'shadow', groups: {}, applications: {}, departments: {} },
  },
});

const isNamed = (name: string, department: string | undefined) =>
  department !== undefined && fold(name) === fold(department);
