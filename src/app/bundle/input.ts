/** What may be said of a bundle that is to be made. */
import { z } from 'zod';
import { period, periodOf } from '../operations/period.ts';
import type { ExportOptions } from './export.ts';

export const exportInput = z.strictObject({ ...period, personal: z.boolean().prefault(false) });

export type ExportInput = z.input<typeof exportInput>;

export const exportOptions = ({ personal, ...between }: z.output<typeof exportInput>): ExportOptions => ({
  ...periodOf(between),
  personal,
});
