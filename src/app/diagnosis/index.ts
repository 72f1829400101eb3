export { readForDiagnosis } from './read.ts';
export { compareShadow, type ShadowComparison } from './shadow.ts';
