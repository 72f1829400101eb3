/** The portal for people, at the addresses `_links.web` gives: choose who you are, ask, answer, comment, withdraw. */
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { mayEnter, type Request, seenRequest } from '../jsm/access.ts';
import { customerMove, say } from '../jsm/onRequest.ts';
import type { User } from '../model.ts';
import type { Entered } from '../page/portal/fields.ts';
import { type Filing, fileFromForm, formPage } from '../page/portal/form.ts';
import { frontPage, pathOf } from '../page/portal/front.ts';
import { PORTAL, portalFrame } from '../page/portal/person.ts';
import { requestPage } from '../page/portal/request.ts';
import { JiraRefusal, refuse } from '../refusal.ts';
import type { JiraSite } from '../site/site.ts';
import { answerApproval } from '../work/approval.ts';
import { type JiraContext, param, type Routes } from './http.ts';

const COOKIE = 'portal-person';
const REQUEST = `${PORTAL}/portal/:desk/:key`;

export const portalRoutes: Routes = (app, site) => {
  app.get(`${PORTAL}/portals`, (context) => context.html(frontPage(site, personOf(site, context))));

  /** The cookie goes with this site's own pages only, so that no other page acts for whoever is chosen here. */
  app.post(`${PORTAL}/person`, async (context) => {
    const [chosen = ''] = (await enteredIn(context)).get('person') ?? [];
    setCookie(context, COOKIE, chosen, { path: PORTAL, httpOnly: true, sameSite: 'Strict' });
    return context.redirect(`${PORTAL}/portals`, 303);
  });

  app.get(`${PORTAL}/portal/:desk/create/:type`, (context) => {
    const filing = filingOf(site, context);
    return filing === undefined ? missing(site, context) : context.html(formPage(filing));
  });
  app.post(`${PORTAL}/portal/:desk/create/:type`, async (context) => {
    const filing = filingOf(site, context);
    if (filing === undefined) return missing(site, context);
    const entered = await enteredIn(context);
    const filed = fileFromForm(filing, entered);
    if (filed instanceof JiraRefusal) return context.html(formPage(filing, entered, filed), 400);
    return context.redirect(pathOf(filed), 303);
  });

  app.get(REQUEST, (context) => {
    const person = personOf(site, context);
    const issue = person === undefined ? undefined : seenRequest(site, person, param(context, 'key'));
    if (person === undefined || issue === undefined) return missing(site, context);
    return context.html(requestPage(site, person, issue));
  });

  /** One of the forms on a request's page; a refusal is said on that page. */
  const onRequest = (
    path: string,
    act: (person: User, issue: Request, entered: Entered, context: JiraContext) => void,
  ) =>
    app.post(`${REQUEST}/${path}`, async (context) => {
      const person = personOf(site, context);
      const issue = person === undefined ? undefined : seenRequest(site, person, param(context, 'key'));
      if (person === undefined || issue === undefined) return missing(site, context);
      const entered = await enteredIn(context);
      try {
        act(person, issue, entered, context);
      } catch (refusal) {
        if (!(refusal instanceof JiraRefusal)) throw refusal;
        return context.html(requestPage(site, person, issue, refusal.message), 400);
      }
      return context.redirect(pathOf(issue), 303);
    });
  onRequest('comment', (person, issue, entered) => {
    say(site, issue, person, entered.get('body')?.[0] ?? '', 'public');
  });
  onRequest('transition', (person, issue, entered) =>
    customerMove(site, person, issue, entered.get('choice')?.[0] ?? '', undefined),
  );
  onRequest('approval/:approval', (person, issue, entered, context) => {
    const approval = issue.approvals.find(({ id }) => id === param(context, 'approval'));
    const [choice] = entered.get('choice') ?? [];
    if (approval === undefined || (choice !== 'approve' && choice !== 'decline'))
      throw refuse(400, 'There is no such approval.');
    answerApproval(site, person, issue, approval, choice);
  });
};

function personOf(site: JiraSite, context: JiraContext): User | undefined {
  const user = site.directory.user(getCookie(context, COOKIE) ?? '');
  return user?.active === true ? user : undefined;
}

function filingOf(site: JiraSite, context: JiraContext): Filing | undefined {
  const person = personOf(site, context);
  const project = site.projects.desk(param(context, 'desk'));
  const type = project?.desk.requestTypes.get(param(context, 'type'));
  if (person === undefined || project === undefined || type === undefined || !mayEnter(project, person))
    return undefined;
  return { site, person, project, type };
}

const missing = (site: JiraSite, context: JiraContext) =>
  context.html(
    portalFrame(
      site,
      personOf(site, context),
      'Not found',
      html`<h1>Not here</h1><p>It does not exist, or is not for you to see. Who are you?</p>`,
    ),
    404,
  );

async function enteredIn(context: JiraContext): Promise<Entered> {
  const entered = new Map<string, string[]>();
  for (const [name, value] of (await context.req.formData()).entries())
    if (typeof value === 'string') entered.set(name, [...(entered.get(name) ?? []), value]);
  return entered;
}
