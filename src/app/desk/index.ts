/** What the rest of the shell may use of the desk. */
export { workOnAct } from './act.ts';
export { showToParties } from './home.ts';
export { deskHandler } from './receive.ts';
export { tellDesk } from './tell.ts';
