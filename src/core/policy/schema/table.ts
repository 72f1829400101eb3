/**
 * Schema of one row of `reference-table.csv`, as a spreadsheet or a script would hold it. The columns `id`,
 * `entitlements`, `groups` and `note` are ours; every other column is a person attribute.
 */
import { z } from 'zod';

export const ROW_ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$';
export const OWN_COLUMNS = ['id', 'entitlements', 'groups', 'note'] as const;
export type OwnColumn = (typeof OWN_COLUMNS)[number];
export const isOwnColumn = (column: string): column is OwnColumn => OWN_COLUMNS.some((own) => own === column);

export const rowSchema = z
  .object({
    id: z
      .string()
      .regex(new RegExp(ROW_ID_PATTERN))
      .meta({ description: 'Name of the row, once in the file; grants say it, so do not reuse it.' }),
    entitlements: z.string().optional().meta({ description: '`application:role`, several with |.' }),
    groups: z.string().optional().meta({ description: 'Names of groups, several with |.' }),
    note: z.string().optional().meta({ description: 'For people; ignored.' }),
  })
  .catchall(z.string().meta({ description: 'Accepted values of this attribute, several with |; empty = any.' }))
  .meta({ title: 'reference-table.csv', description: 'One row of the reference table: who, and what comes with it.' });
