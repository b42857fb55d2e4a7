import { statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { ProjectInfo } from '#shared/contract/api/projectApi.ts';
import type { GrantId } from '#shared/model/ids.ts';
import type { Plane } from '#shared/model/itemFacts.ts';
import { findProjectFile } from '../db/openProject.ts';
import type { VerifyResult } from '../db/verifyProject.ts';
import type { Grants } from '../grants.ts';
import { askWorker } from '../processes/askWorker.ts';
import type { Unpacker } from '../sharing/createUnpacker.ts';
import type { RecentProjects } from '../recentProjects.ts';
import type { Session } from '../openSession.ts';
import type { HandlersOf } from './handler.ts';

/** What the engine can do with projects as wholes. */
export interface ProjectDesk {
  readonly session: Session | null;
  create(
    file: string,
    roots: readonly string[],
    classes: readonly string[],
    planes: readonly Plane[],
  ): Promise<Session>;
  open(file: string): Promise<Session>;
  openSample(): Promise<Session>;
  close(): Promise<void>;
}

/** Characters that a file system refuses become dashes. */
const fileNameOf = (name: string): string => name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '-').replace(/^\.+/, '');

/** A folder becomes a file in it. */
function newProjectFile(granted: string, name: string | undefined): string {
  if (name === undefined || !statSync(granted, { throwIfNoEntry: false })?.isDirectory()) return granted;
  return path.join(granted, `${fileNameOf(name)}.firstpass`);
}

export function createProjectHandlers(deps: {
  readonly desk: ProjectDesk;
  readonly grants: Grants;
  readonly recents: RecentProjects;
  readonly verifyEntry: string;
  readonly unpacker: Unpacker;
  /** Ends what takes long. */
  readonly signal: AbortSignal;
}): HandlersOf<'projects'> {
  const { desk, grants, recents, verifyEntry, unpacker, signal } = deps;
  const infoOf = (session: Session): ProjectInfo => session.info();
  const paths = (ids: readonly GrantId[]): string[] => ids.map((id) => grants.path(id));
  return {
    'projects.current': () => (desk.session ? infoOf(desk.session) : null),
    'projects.recent': () => recents.list().map((recent) => ({ ...recent, grant: grants.add(recent.path).id })),
    'projects.create': async ({ file, name, roots, classes, planes }) =>
      infoOf(await desk.create(newProjectFile(grants.path(file), name), paths(roots), classes, planes)),
    'projects.open': async ({ file }) => infoOf(await desk.open(grants.path(file))),
    'projects.unpack': async ({ file, folder, name }) => {
      const into = grants.path(folder);
      const result = await unpacker.unpack(
        grants.path(file),
        name === undefined ? into : path.join(into, fileNameOf(name)),
      );
      return { ...result, grant: grants.add(result.project).id };
    },
    'projects.openSample': async () => infoOf(await desk.openSample()),
    'projects.close': async () => {
      await desk.close();
      return null;
    },
    'projects.verify': ({ file, expectedHead }) => {
      if (file === undefined && !desk.session) throw new AppError('project.noneOpen');
      const projectPath = file === undefined ? desk.session?.project.db.name : findProjectFile(grants.path(file));
      return askWorker<VerifyResult>(verifyEntry, { projectPath, expectedHead }, signal);
    },
  };
}
