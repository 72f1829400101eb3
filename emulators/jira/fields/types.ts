import { cascading, checkboxes, multiselect, radioButtons, select } from './choice.ts';
import type { FieldKind } from './kind.ts';
import { group, groups, user, users } from './people.ts';
import { date, dateTime, document, float, labels, shortText, url } from './text.ts';

/** Custom field types by the word a seed uses. */
export const FIELD_TYPES = {
  text: shortText,
  textarea: document,
  date,
  datetime: dateTime,
  select,
  radio: radioButtons,
  multiselect,
  checkboxes,
  cascading,
  user,
  'multi-user': users,
  group,
  'multi-group': groups,
  number: float,
  labels,
  url,
} as const satisfies Record<string, FieldKind>;

export type FieldType = keyof typeof FIELD_TYPES;
