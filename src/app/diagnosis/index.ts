export { readForDiagnosis } from './read.ts';
