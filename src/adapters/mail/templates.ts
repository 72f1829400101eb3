/** Reads the notice templates: ours, each file replaced by the customer's file of the same name where there is one. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NoticeKind } from '../../core/evidence/model.ts';
import type { NoticeTemplate, NoticeTemplates } from '../../ports/mailer.ts';

/** `custom` = the folder `mail.templates` names, or `null`. Ours are complete, so a missing file of ours throws. */
export async function loadTemplates(ours: string, custom: string | null): Promise<NoticeTemplates> {
  const load = (kind: NoticeKind) => loadTemplate(ours, custom, kind);
  return {
    activation: await load('activation'),
    'day-one': await load('day-one'),
    provisioned: await load('provisioned'),
    changed: await load('changed'),
    'login-changed': await load('login-changed'),
    'on-leave': await load('on-leave'),
    returned: await load('returned'),
    offboarded: await load('offboarded'),
    exception: await load('exception'),
    'exceptions-wait': await load('exceptions-wait'),
    'access-asked': await load('access-asked'),
    'access-asked-again': await load('access-asked-again'),
    'access-given': await load('access-given'),
    'access-refused': await load('access-refused'),
    'access-ending': await load('access-ending'),
    'access-ended': await load('access-ended'),
    emergency: await load('emergency'),
  };
}

async function loadTemplate(ours: string, custom: string | null, kind: NoticeKind): Promise<NoticeTemplate> {
  const part = async (extension: string) => {
    const name = `${kind}.${extension}`;
    return (custom === null ? null : await readIfThere(join(custom, name))) ?? readFile(join(ours, name), 'utf8');
  };
  return { subject: await part('subject'), text: await part('txt'), html: await part('html') };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')) return null;
    throw error;
  }
}
