/**
 * The form of the portal: the choices its select fields offer, kept in step with the catalogue. An option is ours when
 * it stands in our own table with its id, whatever text it shows; every other one was made by a person.
 */

/** The fields Tenure can keep, by the names `tenure.yaml` maps them under. */
export const FORM_FIELDS = ['access', 'applications', 'duration'] as const;
export type FormFieldName = (typeof FORM_FIELDS)[number];

/** Where the options of one field stand: a select has its own for each of its contexts. */
export interface OptionPlace {
  /** The tracker's id of the field. */
  readonly field: string;
  readonly context: string;
}

/** One choice, as the tracker shows it; in the order of the form. */
export interface SeenOption {
  readonly id: string;
  readonly text: string;
  readonly disabled: boolean;
  /** The option it stands below; `null` = at the top. */
  readonly parent: string | null;
}

/** How the field that a form of ours has looks. `several`: more than one may be chosen. */
export interface FormField {
  readonly kind: 'select' | 'several' | 'cascading';
  readonly place: OptionPlace;
  /** The same options stand on other forms too: other projects, or other types of issue. */
  readonly isShared: boolean;
  readonly options: readonly SeenOption[];
}

/** Why a field is not kept, though it is said to be. */
export type FieldRefusal = 'not-mapped' | 'not-a-select' | 'no-context' | 'no-form';

/** One choice the catalogue makes: `key` stays when its text is another. */
export interface WantedOption {
  readonly key: string;
  readonly text: string;
  /** Key of the choice it stands below. */
  readonly parent: string | null;
}

/** An option of ours: what we wrote last, so that another hand's doing is told from our own. */
export interface OwnOption {
  /** Names the row. */
  readonly row: string;
  readonly place: OptionPlace;
  /** What it stands for; `null` = for nothing any more. */
  readonly key: string | null;
  /** The tracker's id; `null` = it was asked for, and no answer has come. */
  readonly id: string | null;
  readonly text: string;
  readonly disabled: boolean;
  readonly parent: string | null;
  /** A write of ours was on its way when this was written: what is seen may be before or after it. */
  readonly pending: boolean;
}

/** What another hand has done to the form. Changed only by a plan somebody has looked at, never by itself. */
export type OtherHand = 'made' | 'renamed' | 'enabled' | 'deleted';

/** One step of a plan. */
export type OptionStep =
  | { readonly step: 'add'; readonly key: string; readonly text: string; readonly parent: string | null }
  /** Made by a person, and it says exactly this: from then on it is ours. */
  | {
      readonly step: 'adopt';
      readonly key: string;
      readonly id: string;
      readonly text: string;
      readonly parent: string | null;
    }
  | {
      readonly step: 'rename';
      readonly key: string;
      readonly id: string;
      readonly text: string;
      readonly was: string;
    }
  | { readonly step: 'enable'; readonly key: string; readonly id: string; readonly text: string }
  | { readonly step: 'disable'; readonly key: null; readonly id: string; readonly text: string }
  /** The choices below `parent`, in this order, behind the one called `after`. */
  | {
      readonly step: 'order';
      readonly parent: string | null;
      readonly keys: readonly string[];
      readonly after: string | null;
    };

export type PlannedStep = OptionStep & { readonly otherHand: OtherHand | null };

/** What stays as it is, though the catalogue would have it otherwise. */
export interface LeftOption {
  readonly text: string;
  readonly because: /** Somebody disabled it at the tracker: Tenure does not enable what it did not disable. */
    | 'disabled-elsewhere'
    /** An option a person made stands there with this text, disabled or below another. */
    | 'text-taken'
    /** Longer than the tracker takes. */
    | 'too-long'
    /** Another choice of the catalogue reads the same. */
    | 'said-twice'
    /** It is ours, offered no more, and a person has put choices of their own below it. */
    | 'holds-others';
}

export interface FieldPlan {
  readonly field: FormFieldName;
  readonly place: OptionPlace;
  readonly isShared: boolean;
  readonly steps: readonly PlannedStep[];
  readonly left: readonly LeftOption[];
  /** Rows that are written whatever is pushed: what was found out by looking. */
  readonly rows: readonly OwnOption[];
}

/** The form as a whole: what would be done to it, and the hash that names exactly this. */
export interface FormPlan {
  readonly fields: readonly FieldPlan[];
  readonly notKept: readonly { readonly field: FormFieldName; readonly because: FieldRefusal }[];
  readonly hash: string;
}
