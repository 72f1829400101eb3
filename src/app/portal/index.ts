export { type AskedOften, askedOften } from './asked.ts';
export { isInStep, keptFields, planForm } from './plan.ts';
export { type Pushed, type PushRefusal, pushByItself, pushForm } from './push.ts';
export { LEFT_WORDS, NOT_KEPT_WORDS, stepWords } from './words.ts';
