import type { RendererHost } from './RendererHost.ts';
import { connectIpc } from './overIpc.ts';
import { connectSocket } from './overSocket.ts';

/** Electron's preload is there, or we are a page of the serve host. */
export function connectHost(): RendererHost {
  return window.firstpass ? connectIpc(window.firstpass) : connectSocket();
}
