/** The one object that the page gets. Nothing clever: it carries messages. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { IpcRendererEvent } from 'electron';

contextBridge.exposeInMainWorld('firstpass', {
  call: (method: string, input: unknown): Promise<unknown> => ipcRenderer.invoke('call', method, input),
  /** Where a dropped file lies goes to the host, not to the page; a file that the page made up lies nowhere. */
  dropped: (file: File): Promise<unknown> => ipcRenderer.invoke('dropped', webUtils.getPathForFile(file)),
  onEvent(listener: (name: string, payload: unknown) => void): () => void {
    const forward = (_event: IpcRendererEvent, name: string, payload: unknown): void => listener(name, payload);
    ipcRenderer.on('event', forward);
    return () => ipcRenderer.off('event', forward);
  },
  onCommand(listener: (id: string) => void): () => void {
    const forward = (_event: IpcRendererEvent, id: string): void => listener(id);
    ipcRenderer.on('command', forward);
    return () => ipcRenderer.off('command', forward);
  },
});
