/** What a kind of field does: reads input as strictly as Jira, shows itself, and describes itself to the changelog. */
import type { Json } from '../json.ts';
import type { Field, FieldValue, Project } from '../model.ts';
import type { Directory } from '../site/directory.ts';

export interface FieldSchema {
  readonly type: string;
  readonly items?: string;
  /** Suffix of `schema.custom`, for custom fields; whole when it is not one of Jira's own types. */
  readonly custom?: string;
}

/** What reading and showing a value may look at. */
export interface FieldContext {
  readonly field: Field;
  readonly project: Project;
  readonly directory: Directory;
  readonly limits: TextLimits;
  readonly base: string;
  /** 3 shows ADF; 2 (webhooks) shows wiki markup. */
  readonly version: 2 | 3;
  readonly mailHidden: boolean;
}

export interface TextLimits {
  readonly shortText: number;
  readonly longText: number;
}

/** Both columns of a change item; for many custom fields Jira leaves the id column empty. */
export interface HistoryText {
  readonly id: string | null;
  readonly text: string | null;
}

export interface FieldKind {
  readonly schema: FieldSchema;
  /** `null` clears the field. Throws `FieldProblem` with Jira's sentence. */
  parse(input: Json, context: FieldContext): FieldValue | null;
  show(value: FieldValue, context: FieldContext): Json;
  history(value: FieldValue, context: FieldContext): HistoryText;
  allowedValues?(context: FieldContext): readonly Json[];
}

/** Becomes the message under the field's id in a 400. */
export class FieldProblem extends Error {}

export const problem = (message: string): FieldProblem => new FieldProblem(message);
export const isListKind = (kind: FieldKind): boolean => kind.schema.type === 'array';
export const operationsOf = (kind: FieldKind): string[] => (isListKind(kind) ? ['add', 'set', 'remove'] : ['set']);
export const texts = (value: FieldValue): readonly string[] =>
  Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
export const text = (value: FieldValue): string => (typeof value === 'string' ? value : '');
