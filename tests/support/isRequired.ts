/** Whether the absence of something that tests need is a failure, and not a reason to skip them: `FIRSTPASS_REQUIRE` names such things. */
export function isRequired(kind: 'chromium' | 'electron' | 'data' | 'root'): boolean {
  return (process.env.FIRSTPASS_REQUIRE ?? '').split(',').includes(kind);
}
