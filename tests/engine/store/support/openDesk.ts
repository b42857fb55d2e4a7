import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createProjectFile, openProject } from '#engine/db/openProject.ts';
import type { OpenProject } from '#engine/db/openProject.ts';
import { silentLogger } from '#shared/base/log.ts';
import { handDesk } from './handDesk.ts';
import type { Desk } from './handDesk.ts';

/** A folder of the test's own, gone when the test ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'firstpass-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const options = { actor: 'tester', logger: silentLogger };

export function create(file: string): OpenProject {
  return createProjectFile(file, options);
}

export function open(file: string): OpenProject {
  return openProject(file, options);
}

/** A new project in a folder of its own; closed when the test ends. */
export function openDesk(): Desk {
  const project = create(path.join(makeFolder(), 'test.firstpass'));
  onTestFinished(() => project.close());
  return handDesk(project);
}
