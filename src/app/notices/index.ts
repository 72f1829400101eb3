export { type NoticeFacts, sayInstant } from './facts.ts';
export { type RenderedNotice, renderNotice, templateProblems } from './renderNotice.ts';
