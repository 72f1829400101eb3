/** What Tenure needs of the place where the form of the portal stands, to keep its choices in step with the catalogue. */
import type {
  FieldRefusal,
  FormField,
  FormFieldName,
  OptionPlace,
  OwnOption,
  SeenOption,
} from '../core/portal/model.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { Outcome } from '../core/shared/outcome.ts';
import type { Power } from './provider.ts';

export interface FormOptions {
  /** At most this many options in one call that adds. */
  readonly optionsAtOnce: number;
  /** The field on the form of requests for access, with every option of its context; throws rather than answer in part. */
  readField(field: FormFieldName): Promise<Outcome<FormField, FieldRefusal>>;
  /** Not repeatable: a text that is there already is refused. The ids come in the order given. */
  addOptions(place: OptionPlace, options: readonly Pick<SeenOption, 'text' | 'parent'>[]): Promise<readonly string[]>;
  /** Repeatable. All of one call or none. */
  changeOptions(place: OptionPlace, options: readonly Omit<SeenOption, 'parent'>[]): Promise<void>;
  /** Repeatable. These, in this order, behind the option `after`; `null` = first. All stand below the same one. */
  orderOptions(place: OptionPlace, ids: readonly string[], after: string | null): Promise<void>;
  /** What our credential may, as far as this needs it. */
  probeForm(): Promise<readonly Power[]>;
}

/** Which options are ours, in the store. */
export interface OwnOptionReader {
  ownOptions(): Promise<readonly OwnOption[]>;
  /** What was asked for since, as it was said, and named nothing of the catalogue; without what has been erased. */
  askedInVain(since: Instant): Promise<readonly string[]>;
}

export interface OwnOptionWriter {
  saveOwnOptions(options: readonly OwnOption[]): Promise<void>;
  /** By row. */
  dropOwnOptions(rows: readonly string[]): Promise<void>;
}
