/** What other slices and the shell may use of policy. All pure. */

export { fold } from '../shared/fold.ts';
export { accountProfile } from './accountProfile.ts';
export { addedGroups, type EntitlementWidened } from './addedGroups.ts';
export { attributesFrom } from './attributesFrom.ts';
export {
  attributesOf,
  type Birthright,
  birthright,
  type CompiledTable,
  compileTable,
  matchRows,
} from './birthright.ts';
export {
  type CatalogueEntry,
  entitlementById,
  entitlementsOfGroup,
  givenKey,
  groupNamesOf,
  groupsInCatalogue,
  riskOfGroup,
  riskRank,
  roleTargets,
  UNKNOWN_OWNER,
} from './catalogue.ts';
export { checkAgainstProvider } from './check.ts';
export { isProvider, type ProviderConnection } from './connectionKinds.ts';
export { difference, type EntitlementChange, type PolicyDifference, type SettingChange } from './difference.ts';
export {
  type AttributesExplained,
  explainAttributes,
  explainPerson,
  type GrantReason,
  type GroupByGrants,
  type GroupByRows,
  type NearMiss,
  type PersonExplained,
  type RowReason,
} from './explain.ts';
export { isDelivered } from './mastered.ts';
export { inShadow, type ModeSubject, modeForEverybody, modeOf } from './modes.ts';
export { inLatin, loginFor, type NameParts, type NamingRefusal, profileFrom, renderTemplate } from './naming.ts';
export { nonPersonAccount, reviewsDue } from './nonPerson.ts';
export { type Parsed, parsePolicy } from './parse.ts';
export { formFieldsIn } from './placeholders.ts';
export { type KnownSecret, type Place, placesOf, secretsKnownTo } from './places.ts';
export { profileProblems, type TemplateProblem } from './profileTemplates.ts';
export { readCsv } from './read/csv.ts';
export { FILES, type PolicyFile } from './read/files.ts';
export { renderProblem } from './read/problem.ts';
export { givenPhrase, renderAttributes, renderDifference, renderPerson } from './render.ts';
export {
  type AskedFor,
  type Asker,
  fitsEntitlement,
  groupsOfAskers,
  isHiddenFrom,
  mayBeAsked,
  ruleFor,
  rulesAbout,
} from './requestRules.ts';
export { type Resolved, resolveGiven, type Ticked, ticked } from './resolve.ts';
export { catalogueJsonSchema, requestsJsonSchema, rowJsonSchema, schemaFiles, settingsJsonSchema } from './schemas.ts';
export { searchCatalogue, titleOf } from './search.ts';
export {
  aheadOf,
  endFrom,
  type FormTime,
  startFrom,
  type Times,
  type TimesRefusal,
  timesFor,
  zoneOf,
} from './times.ts';
export { versionOf } from './version.ts';
export { type PersonChange, whoWouldChange } from './whoWouldChange.ts';
