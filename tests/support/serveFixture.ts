import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { runCli } from './runCli.ts';

const cli = path.resolve('out/main/cli.js');
const node = path.resolve('node_modules/.bin/node');

/** A serve host of its own for one test, over a project in a temporary folder. */
export class ServeHost {
  readonly home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-chromium-'));
  readonly project = path.join(this.home, 'project.firstpass');
  #process: ChildProcess | null = null;

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, FIRSTPASS_DATA: path.join(this.home, 'data') };
  }

  /** Runs one command of the command line. @throws when it fails */
  async cli(...args: string[]): Promise<unknown> {
    const { code, json, stderr } = await runCli([...args, '--json'], this.env);
    if (code !== 0)
      throw new Error(`firstpass ${args.join(' ')} ended with ${code}: ${JSON.stringify(json)} ${stderr}`);
    return json;
  }

  /** Starts the host. @returns the address that opens once */
  async start(...args: string[]): Promise<string> {
    const child = spawn(node, [cli, 'serve', ...args, '--json'], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    let output = '';
    for await (const chunk of child.stdout) {
      output += String(chunk);
      const url = /"url": "([^"]+)"/.exec(output)?.[1];
      if (url !== undefined) return url;
    }
    throw new Error(`serve ended without an address: ${output}`);
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Opens the page and waits until the app is there. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('navigation').waitFor();
  // Before it knows its project, keys that need one are refused.
  await page.getByRole('main').getByLabel('Loading', { exact: true }).waitFor({ state: 'detached' });
}

/** A sample project of a few images, pre-labeled by the model that ships, on screen. */
export const test = base.extend<{ host: ServeHost; failures: string[] }>({
  host: async ({ browserName: _ }, use) => {
    const host = new ServeHost();
    await use(host);
    await host.dispose();
  },
  failures: async ({ page }, use) => {
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await use(failures);
    if (failures.length > 0) throw new Error(`the page failed: ${failures.join('; ')}`);
  },
});

export { expect } from '@playwright/test';
