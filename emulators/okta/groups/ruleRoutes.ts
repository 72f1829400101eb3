/**
 * Group rules over HTTP. Created INACTIVE; changed only while INACTIVE, and never their actions; the list of
 * excluded people is the only trace of memberships somebody removed by hand.
 */
import { invalid, notFound, OktaError } from '../http/errors.ts';
import { limitOf, linkHeader, positionOf, takePage } from '../http/paging.ts';
import { type Answer, type Call, flag, noContent, ok, parseBody, type Route, z } from '../http/route.ts';
import type { StoredRule } from '../store/model.ts';
import { applyRuleToAll, releaseAll } from './ruleEngine.ts';
import { compileRule } from './ruleExpression.ts';

const READ = 'okta.groups.read';
const MANAGE = 'okta.groups.manage';
const PATH = '/api/v1/groups/rules';
const SIZE = { default: 50, max: 200 };
const LONGEST_NAME = 50;

const ruleShape = z.object({
  name: z.string().optional(),
  type: z.string().optional(),
  conditions: z
    .object({
      expression: z.object({ value: z.string(), type: z.string().optional() }).optional(),
      people: z.object({ users: z.object({ exclude: z.array(z.string()).optional() }).optional() }).optional(),
    })
    .optional(),
  actions: z.object({ assignUserToGroups: z.object({ groupIds: z.array(z.string()) }).optional() }).optional(),
});

export const ruleRoutes: readonly Route[] = [
  { method: 'GET', path: PATH, scope: READ, handle: listRules },
  { method: 'POST', path: PATH, scope: MANAGE, handle: createRule },
  { method: 'GET', path: `${PATH}/:id`, scope: READ, handle: (call) => ok(ruleView(ruleOf(call))) },
  { method: 'PUT', path: `${PATH}/:id`, scope: MANAGE, handle: replaceRule },
  { method: 'DELETE', path: `${PATH}/:id`, scope: MANAGE, handle: deleteRule },
  { method: 'POST', path: `${PATH}/:id/lifecycle/activate`, scope: MANAGE, handle: activateRule },
  { method: 'POST', path: `${PATH}/:id/lifecycle/deactivate`, scope: MANAGE, handle: deactivateRule },
];

export function ruleView(rule: StoredRule) {
  return {
    type: 'group_rule',
    id: rule.id,
    status: rule.status,
    name: rule.name,
    created: rule.created,
    lastUpdated: rule.lastUpdated,
    conditions: {
      people: { users: { exclude: rule.excludedUserIds }, groups: { exclude: [] } },
      expression: { value: rule.expression, type: 'urn:okta:expression:1.0' },
    },
    actions: { assignUserToGroups: { groupIds: rule.groupIds } },
    // Not in the API description, always in recordings.
    allGroupsValid: rule.status !== 'INVALID',
  };
}

function ruleOf(call: Call): StoredRule {
  const rule = call.org.rules.get(call.param('id'));
  if (rule === undefined) throw notFound(call.param('id'), 'GroupRule');
  return rule;
}

function listRules(call: Call): Answer {
  const wanted = call.query.get('search')?.toLowerCase();
  const page = takePage(
    call.org.rules.from(positionOf(call.query)),
    limitOf(call.query, SIZE),
    (rule) => wanted === undefined || rule.name.toLowerCase().includes(wanted),
  );
  return ok(page.items.map(ruleView), { link: linkHeader(call.url, page.next) });
}

function createRule(call: Call): Answer {
  const { org } = call;
  const body = parseBody(ruleShape, call.body);
  if (body.type !== undefined && body.type !== 'group_rule') throw invalid('type', 'type: Invalid type');
  const groupIds = body.actions?.assignUserToGroups?.groupIds ?? [];
  if (groupIds.length === 0) throw invalid('actions', 'actions: At least one group is required');
  for (const groupId of groupIds) {
    if (org.groups.get(groupId)?.type !== 'OKTA_GROUP') throw invalid('actions', `actions: Invalid group ${groupId}`);
  }
  const at = org.timestamp();
  const rule: StoredRule = {
    id: org.newId('0pr'),
    status: 'INACTIVE',
    created: at,
    lastUpdated: at,
    ...checked(call, body, undefined),
    groupIds,
  };
  org.rules.set(rule.id, rule);
  note(call, 'group.rule.create', rule);
  return ok(ruleView(rule));
}

function checked(call: Call, body: z.infer<typeof ruleShape>, ownId: string | undefined) {
  const { name } = body;
  const expression = body.conditions?.expression?.value;
  if (name === undefined || name === '') throw invalid('name', 'name: The field cannot be left blank');
  if (name.length > LONGEST_NAME) throw invalid('name', `name: The field cannot exceed ${LONGEST_NAME} characters`);
  if (expression === undefined) throw invalid('conditions.expression', 'conditions.expression: must not be empty');
  for (const rule of call.org.rules.values()) {
    if (rule.name === name && rule.id !== ownId) {
      throw invalid('name', 'name: Duplicate name, a rule with the same name already exists');
    }
  }
  compileRule(expression);
  return { name, expression, excludedUserIds: body.conditions?.people?.users?.exclude ?? [] };
}

function replaceRule(call: Call): Answer {
  const rule = ruleOf(call);
  if (rule.status === 'ACTIVE') throw invalid('status', 'status: An active rule cannot be changed');
  const body = parseBody(ruleShape, call.body);
  const groupIds = body.actions?.assignUserToGroups?.groupIds ?? rule.groupIds;
  if ([...groupIds].sort().join() !== [...rule.groupIds].sort().join()) {
    throw invalid('actions', 'actions: The actions of a rule cannot be changed');
  }
  const changed = { ...rule, ...checked(call, body, rule.id), lastUpdated: call.org.timestamp() };
  call.org.rules.set(rule.id, changed);
  note(call, 'group.rule.update', changed);
  return ok(ruleView(changed));
}

/** 202: the memberships go on leaving after the answer; here they have left. */
function deleteRule(call: Call): Answer {
  const rule = ruleOf(call);
  call.org.rules.delete(rule.id);
  if (flag(call.query, 'removeUsers', false)) releaseAll(call.org, rule, call.by);
  note(call, 'group.rule.delete', rule);
  return { status: 202 };
}

function activateRule(call: Call): Answer {
  const rule = ruleOf(call);
  if (rule.status === 'INVALID') throw new OktaError(403, 'E0000038', 'The rule is invalid and cannot be activated.');
  const active: StoredRule = { ...rule, status: 'ACTIVE', lastUpdated: call.org.timestamp() };
  call.org.rules.set(rule.id, active);
  note(call, 'group.rule.activate', active);
  applyRuleToAll(call.org, active);
  return noContent;
}

/** Members stay: a sleeping rule neither gives nor takes. */
function deactivateRule(call: Call): Answer {
  const rule = ruleOf(call);
  call.org.rules.set(rule.id, { ...rule, status: 'INACTIVE', lastUpdated: call.org.timestamp() });
  note(call, 'group.rule.deactivate', rule);
  return noContent;
}

function note(call: Call, eventType: string, rule: StoredRule): void {
  const target = { id: rule.id, type: 'GroupRule', alternateId: 'unknown', displayName: rule.name };
  call.org.log.add(eventType, { ...call.by, targets: [target] });
}
