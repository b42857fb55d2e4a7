import path from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { build } from 'vite';
import type { Supervised } from '#engine/processes/supervised.ts';
import type { TestChildApi } from './utility/testChildApi.ts';

/** What the test program leaves for us to use. */
interface TestProgram {
  readonly child?: Supervised<TestChildApi>;
}

/** Electron runs JavaScript: the two files of the test program are built as the program's own are. */
async function buildProgram(): Promise<string> {
  const folder = path.resolve('out/test/utility');
  const from = (file: string): string => path.resolve('tests/electron/utility', file);
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20.18',
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: {
        input: { main: from('main.ts'), child: from('child.ts') },
        external: ['electron'],
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  return path.join(folder, 'main.js');
}

test('a child process of Electron is supervised as one of plain Node is', async () => {
  const app = await _electron.launch({
    args: [await buildProgram()],
    env: { ...(process.env as Record<string, string>) },
  });
  try {
    await expect.poll(() => app.evaluate(() => (globalThis as TestProgram).child !== undefined)).toBe(true);
    const seen = await app.evaluate(async () => {
      const { child } = globalThis as TestProgram;
      if (!child) throw new Error('not ready');
      const codeOf = (call: Promise<unknown>): Promise<string> =>
        call.then(
          () => 'answered',
          (error: { code: string }) => error.code,
        );
      const pixels = new Float32Array([0.5, 1]);
      const echo = (await child.call('echo', { text: '细胞', pixels })) as { text: string; pixels: Float32Array };
      const first = await child.call('pid', null);
      const crashed = await codeOf(child.call('crash', null));
      const second = await child.call('pid', null);
      const hung = await codeOf(child.call('hang', null, { timeoutMs: 200 }));
      const third = await child.call('pid', null);
      const starts = child.generation;
      await child.close();
      const closed = await codeOf(child.call('pid', null));
      return {
        ...{ text: echo.text, pixels: [...echo.pixels], crashed, hung, starts, closed },
        processes: new Set([first, second, third, process.pid]).size,
      };
    });
    expect(seen).toEqual({
      text: '细胞',
      pixels: [0.5, 1],
      crashed: 'process.crashed',
      hung: 'process.notResponding',
      starts: 3,
      closed: 'process.crashed',
      processes: 4,
    });
  } finally {
    await app.close();
  }
});
