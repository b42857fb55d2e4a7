export interface TestChildApi {
  [method: string]: { input: unknown; output: unknown };
  echo: { input: unknown; output: unknown };
  pid: { input: null; output: number };
  crash: { input: null; output: null };
  hang: { input: null; output: null };
}
