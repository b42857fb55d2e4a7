import { createProjectFile, openProject } from '#engine/db/openProject.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { silentLogger } from '#shared/base/log.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';

/** Opens (or makes) a project as another user, tries to write, and prints what it found. */
const [, , file = '', uid = '', what = 'open'] = process.argv;
if (uid !== '') process.setuid?.(Number(uid));

function attempt(work: () => void): 'written' | 'refused' {
  try {
    work();
    return 'written';
  } catch {
    return 'refused';
  }
}

function look(): unknown {
  try {
    const opener = what === 'create' ? createProjectFile : openProject;
    const project = opener(file, { actor: 'guest', logger: silentLogger });
    const items = project.db.prepare('SELECT count(*) FROM items').pluck().get();
    const write = attempt(() => project.db.exec("INSERT INTO meta VALUES ('x', 'y')"));
    const { ok } = verifyProject(project.db);
    project.close();
    return { readOnly: project.readOnly, items, write, verify: ok };
  } catch (error) {
    return { code: toErrorRecord(error).code };
  }
}

process.stdout.write(JSON.stringify(look()));
