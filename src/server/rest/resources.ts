/**
 * The resources of the REST API, one line each: which operation answers, and what comes from the path. Everything else an
 * operation takes comes from the query of a GET and the body of a POST. What an operation refuses, its resource refuses.
 */
import type { z } from 'zod';
import type { OperationName } from '../../app/operations/index.ts';
import * as exceptionShapes from './exceptionShapes.ts';
import * as shapes from './shapes.ts';

export interface Resource {
  readonly method: 'get' | 'post';
  /** Below /api/v1, with the names of the operation's own fields in braces. */
  readonly path: string;
  readonly operation: OperationName;
  readonly summary: string;
  readonly answer: z.ZodType;
  /** What a POST answers when it is done: 201 made something, 202 will. */
  readonly status?: (result: unknown) => 201 | 202;
}

/** Asked for, or only kept until the tracker is back. */
const made = (result: unknown): 201 | 202 => (shapes.raised.safeParse(result).data?.case === null ? 202 : 201);

export const RESOURCES: readonly Resource[] = [
  {
    ...{ method: 'get', path: '/catalogue', operation: 'catalogue', answer: shapes.catalogue },
    summary: 'The roles of sanctioned applications, with their risk and owner.',
  },
  {
    ...{ method: 'get', path: '/requests', operation: 'requestList', answer: shapes.requests },
    summary: 'Requests for access, newest first.',
  },
  {
    ...{ method: 'post', path: '/requests', operation: 'ask', answer: shapes.raised, status: made },
    summary:
      'Asks for access. 202: kept, and filed when Jira is back. With a `key`, sent again it is the same request.',
  },
  {
    ...{ method: 'post', path: '/requests/preview', operation: 'explainRequest', answer: shapes.preview },
    summary: 'What policy would answer, and whom it would ask. Nobody is asked.',
  },
  {
    ...{ method: 'get', path: '/requests/{request}', operation: 'requestShown', answer: shapes.request },
    summary: 'One request, by issue key or by the key it was asked for with.',
  },
  {
    ...{ method: 'post', path: '/requests/{case}/decisions', operation: 'decide', answer: shapes.decision },
    summary: 'An approver’s word on an open question. Nobody decides for themselves.',
    status: () => 201,
  },
  {
    ...{ method: 'post', path: '/requests/{case}/give-back', operation: 'giveBack', answer: shapes.gaveBack },
    summary: 'Ends what was given by it, or takes back what is not decided; by whoever has it or asked.',
    status: () => 201,
  },
  {
    ...{ method: 'get', path: '/delegations', operation: 'delegations', answer: shapes.delegations },
    summary: 'Who answers in whose place, now or later.',
  },
  {
    ...{ method: 'post', path: '/delegations', operation: 'delegate', answer: shapes.delegated },
    summary: 'Somebody answers in an approver’s place for a time. Said by that approver, or by `roles.confirm`.',
    status: () => 201,
  },
  {
    ...{ method: 'post', path: '/delegations/end', operation: 'endDelegation', answer: shapes.delegationEnded },
    summary: 'Takes a person’s delegations back, from now on.',
  },
  {
    ...{ method: 'get', path: '/questions', operation: 'requests', answer: shapes.questions },
    summary: 'What waits for a decision, and whose; `approver` names one of them.',
  },
  {
    ...{ method: 'get', path: '/grants', operation: 'grants', answer: shapes.grants },
    summary: 'Who holds what, for what cause, from when to when.',
  },
  {
    ...{ method: 'get', path: '/people', operation: 'people', answer: shapes.people },
    summary: 'People as the ledger knows them.',
  },
  {
    ...{ method: 'get', path: '/people/{person}', operation: 'person', answer: shapes.personShown },
    summary: 'One person, by employee number, work address or login.',
  },
  {
    ...{ method: 'get', path: '/people/{person}/audit', operation: 'audit', answer: shapes.audit },
    summary: 'The five answers: what was asked, who approved, which group gave it, when it began, when it ended.',
  },
  {
    ...{ method: 'get', path: '/exceptions', operation: 'exceptions', answer: exceptionShapes.exceptions },
    summary: 'What waits for a person.',
  },
  {
    ...{
      method: 'get',
      path: '/exceptions/{exception}',
      operation: 'exceptionShown',
      answer: exceptionShapes.exceptionShown,
    },
    summary: 'One of them, with its history: raised, told, tried, handed over, settled.',
  },
  {
    ...{
      method: 'post',
      path: '/exceptions/{exception}/owner',
      operation: 'handOver',
      answer: exceptionShapes.handedOver,
    },
    summary: 'Hands it over to another person or role who may settle it.',
    status: () => 201,
  },
  {
    ...{
      method: 'post',
      path: '/exceptions/{exception}/verdict',
      operation: 'settle',
      answer: exceptionShapes.settled,
    },
    summary: 'Settles an exception.',
    status: () => 201,
  },
];
