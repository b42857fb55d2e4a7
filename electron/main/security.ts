import type { IpcMainInvokeEvent, Session, WebContents } from 'electron';

/** Where our page lives; nothing else may load, ask or be navigated to. */
export const pageOrigin = 'app://firstpass';

export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' image: blob: data:; font-src 'self'; " +
  "connect-src 'self' image:; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function isOurPage(event: IpcMainInvokeEvent): boolean {
  return event.senderFrame?.url.startsWith(`${pageOrigin}/`) ?? false;
}

/** No navigation, no new windows, no web views. */
export function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Every permission is denied: the page needs none. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
}
