/** What the shell and the command line may use of bundles. All pure. */
export { type BundleCheck, type BundleVerifier, bundleCheck, type KnownSeal } from './check.ts';
export { type ReadManifest, readManifest, writeManifest } from './manifest.ts';
export {
  type Checked,
  type CountedPopulation,
  EVENT_LIST,
  EVENTS,
  MANIFEST,
  type Manifest,
  type NamedFile,
  PERSONAL,
  type PersonalLine,
  REPORT_LIST,
  REPORT_PAGE,
  SEALS,
} from './model.ts';
export { sealCheck } from './sealCheck.ts';
export { bundleFaultSentence, setBackSentence } from './words.ts';
