export { ABOUT_NO_REQUEST, type NoticeFacts, type RequestFacts, sayInstant } from './facts.ts';
export { hostOf } from './hostOf.ts';
export { notTaken } from './notTaken.ts';
export { type RenderedNotice, renderNotice, templateProblems } from './renderNotice.ts';
