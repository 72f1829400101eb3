/**
 * Policy: what a company decides once, as files in one folder. `tenure.yaml` (settings), `reference-table.csv`
 * (what comes with the job), `catalogue.yaml` (sanctioned applications), and, where access may be asked for,
 * `policy.yaml` (who decides, for how long). Files are input: what is in force is a row in the store, put there by
 * `tenure policy apply`. What each file says is in a file of its own under content/.
 */
import type { PolicyVersion } from '../shared/ids.ts';
import type { Catalogue } from './content/catalogue.ts';
import type { RequestPolicy } from './content/requests.ts';
import type { Settings } from './content/settings.ts';
import type { ReferenceRow } from './content/table.ts';

export { API_SCOPES, type ApiScope, type ApiToken } from './content/api.ts';
export type {
  Application,
  Catalogue,
  Entitlement,
  NonPersonAccount,
  Risk,
  RoleTarget,
  Target,
} from './content/catalogue.ts';
export type {
  Connection,
  JiraConnection,
  MailConnection,
  OktaConnection,
  ProjectRoleSettings,
  SecretSource,
  SlackConnection,
} from './content/connections.ts';
export type { EscalationStep, ExceptionSettings, ExceptionTasks } from './content/exceptions.ts';
export type { KnownGroup, Problem } from './content/problem.ts';
export type {
  ApproverRule,
  AskerRule,
  Confidential,
  Conflict,
  HoldLimits,
  OnMove,
  PersonOrGroup,
  RequestConditions,
  RequestPolicy,
  RequestRule,
  RequestTimes,
  RuleAnswer,
  SeerRule,
  StageRule,
  WhenManagerAsks,
} from './content/requests.ts';
export type {
  AdoptionSettings,
  AppCheckSettings,
  BrakeLimits,
  CaseKind,
  CaseSettings,
  FiledKind,
  Filer,
  FormSettings,
  KnownField,
  LastUseSettings,
  MasteredSettings,
  Mode,
  OwnKind,
  ReviewWords,
  Settings,
  SweepSettings,
} from './content/settings.ts';
export { BY_HAND_WITHIN, FORM_KEPT, isOwnKind, KNOWN_FIELDS, REVIEW_WORDS } from './content/settings.ts';
export type { Given, ReferenceRow } from './content/table.ts';

export interface Policy {
  /** sha256 of the canonical parsed content: two spellings of the same policy are one version. */
  readonly version: PolicyVersion;
  readonly settings: Settings;
  readonly table: readonly ReferenceRow[];
  readonly catalogue: Catalogue;
  /** Absent = nobody may ask for anything beyond what a form ticks. */
  readonly requests?: RequestPolicy;
}
