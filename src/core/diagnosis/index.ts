export { diagnose } from './diagnose.ts';
export type { DiagnosisInput } from './input.ts';
export type {
  Agreement,
  Agreements,
  Answers,
  Assignment,
  DiagnosedGroup,
  Diagnosis,
  Found,
  FoundAccount,
  Known,
  LastUse,
  ListedApplication,
  MappedApplication,
  Mapping,
  MappingGap,
  OwnedGroups,
  ProviderApplication,
  Readiness,
  SecondTask,
} from './model.ts';
export { known, notKnown } from './model.ts';
export {
  givenBesides,
  type HeldStep,
  type JudgedStep,
  judgeShadow,
  type ShadowedAccount,
  type ShadowFigure,
  type ShadowReading,
  type ShadowVerdict,
  shadowFigures,
} from './shadow.ts';
