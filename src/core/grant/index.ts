export { coverEnd, decisive, excludedBy, isReadUnder, type LostCover, lostCover, wasInPlace } from './cover.ts';
export { type Binding, bindings } from './erasable.ts';
export { erasedLogin, erasedProfile, stripped, withoutWords } from './erased.ts';
export { endOfHold } from './hold.ts';
export { emptyLedger, evolveAll, evolveLedger, type PersonLedger } from './ledger.ts';
export { everCovered, giverOf, isInReview, isLive, startOf } from './model.ts';
export { mailsOf, namesNow } from './names.ts';
export { awayFrom, lastEnded, leadingEngagement, nextChange, type Wanted, wanted } from './wanted.ts';
export { profileWithout } from './writtenOver.ts';
