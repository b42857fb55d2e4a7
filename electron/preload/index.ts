/** The one object that the page gets. Nothing clever: it carries messages. */
import { contextBridge, ipcRenderer } from 'electron';
import type { IpcRendererEvent } from 'electron';

contextBridge.exposeInMainWorld('firstpass', {
  call: (method: string, input: unknown): Promise<unknown> => ipcRenderer.invoke('call', method, input),
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
