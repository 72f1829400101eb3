export { sayAge, sayAgeBetween } from './age.ts';
export { addressesIn, peopleBehind, ROLES_NAMED, stepDue, stepsOf } from './escalation.ts';
export { type ExceptionHistory, type ExceptionMoment, exceptionHistory, OVER_WORDS, ownersIn } from './history.ts';
