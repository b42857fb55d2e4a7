export interface CallOptions {
  /** The process is ended and started again when it doesn't answer within this time. */
  readonly timeoutMs?: number;
  /**
   * Aborted: the process has a moment left to answer, then it is ended, and the call is rejected with `CancelledError`.
   */
  readonly signal?: AbortSignal;
  /** How long that moment is at most; a second where it isn't said. */
  readonly graceMs?: number;
}

/**
 * A child process that is always there: started on the first call, watched by heartbeat, started again with back-off
 * when it ends. A call that was under way then is rejected with `process.crashed` or `process.notResponding`; what to
 * try again is the caller's to know.
 */
export interface Supervised<Api> {
  call<Name extends keyof Api & string>(
    method: Name,
    input: Api[Name] extends { input: infer Input } ? Input : never,
    options?: CallOptions,
  ): Promise<Api[Name] extends { output: infer Output } ? Output : never>;
  /** Counts the starts: what lived in the process (a loaded session) is gone when this has grown. */
  readonly generation: number;
  readonly pid: number | undefined;
  close(): Promise<void>;
}
