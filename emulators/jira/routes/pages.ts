/** For people: the list and the single issue. */
import { html } from 'hono/html';
import { pageFrame } from '../page/frame.ts';
import { issuePage, issueRow } from '../page/issue.ts';
import { param, type Routes } from './http.ts';

const NEWEST = 200;

export const pageRoutes: Routes = (app, site) => {
  app.get('/', (context) => {
    const projects = [...site.projects.all()];
    const issues = site.issues.newest(NEWEST);
    return context.html(
      pageFrame(
        'Jira emulator',
        html`<h1>${site.issues.count} issues</h1>
          <p class="soft">${projects.map(({ key, name }) => `${key} ${name}`).join(' · ')}</p>
          <section><table>${issues.map(issueRow)}</table>
          ${issues.length === 0 ? html`<p>Nothing has been filed yet.</p>` : ''}
          ${site.issues.count > NEWEST ? html`<p class="soft">The newest ${NEWEST} are shown.</p>` : ''}</section>`,
      ),
    );
  });

  app.get('/browse/:key', (context) => {
    const issue = site.issues.get(param(context, 'key'));
    if (issue === undefined)
      return context.html(pageFrame('Not found', html`<h1>There is no issue ${param(context, 'key')}</h1>`), 404);
    return context.html(issuePage(site, issue));
  });
};
