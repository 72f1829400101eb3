export { type Comparison, compareRoster, workingNow } from './compare.ts';
export type { ManyOnRoster, Roster, RosterFinding, RosterPerson, RosterRefusal, UsedRoster } from './model.ts';
export { keyDigest, latest, type Proof, unfit } from './prove.ts';
export { type Declared, readRoster } from './read.ts';
