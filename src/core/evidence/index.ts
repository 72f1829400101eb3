export { adoptionSentence } from './adoptionSentences.ts';
export { APP_TROUBLE, appEvents, appsOf, isWaitedFor, type Judged, nextLook, takenOf } from './apps.ts';
export { appSentence } from './appWords.ts';
export { ERASED, withBlanks } from './blanks.ts';
export type { CaseApps } from './caseApps.ts';
export {
  type CaseApproval,
  type CaseLine,
  type CaseQuestion,
  isOfRequest,
  isOpenLine,
  openQuestions,
  seatOf,
  seatOfDecision,
  stillAsked,
} from './caseRequest.ts';
export { type CaseNotice, type CaseState, isBeforeItsTime, newCase } from './caseState.ts';
export type { CaseTask } from './caseTasks.ts';
export { type ChainFault, checkChain, GENESIS } from './chain.ts';
export { overtakenEvents } from './closing.ts';
export { UnknownEvent } from './events/upcast.ts';
export { evolveCaseAll, foldCase } from './evolveCase.ts';
export { formSentence } from './formSentences.ts';
export { type HeldRecord, heldRecord } from './heldRecord.ts';
export type { Item, ItemState } from './item.ts';
export { EVIDENCE_KINDS, hasReturned, isReadAsGone, isSettled, itemsOf } from './items.ts';
export { type EventLine, eventLine } from './lines.ts';
export { namedApart } from './namedApart.ts';
export { HEAD_KEY, type Piece, type PieceSigner, piecesToWrite, signablePieces } from './pieces.ts';
export { isMailing, isMailLetBe, MAIL_REFUSED, refusalsOf } from './refusedMail.ts';
export { lineEnd, lineNotAsked, lineRefusal } from './requestSentences.ts';
export { voidedBecause } from './requestStory.ts';
export {
  isSealSigned,
  readSeal,
  type Seal,
  type SealedStream,
  type SealGround,
  sealSentence,
  type WrittenSeal,
  writeSeal,
} from './seal.ts';
export { type HeldSeal, sealKey, sealPieces, sealsIn } from './sealPieces.ts';
export type { Sentence } from './sentence.ts';
export { EXCEPTION_KINDS, exceptionSentence } from './sentences.ts';
export { story } from './story.ts';
export { because, holdName, type StoryContext } from './storyContext.ts';
export {
  type HeadThere,
  headThere,
  type KeyRing,
  type PieceFault,
  type PieceVerifier,
  type VerifiedRecord,
  verifyPieces,
} from './verifyPieces.ts';
export { wayOf } from './way.ts';
