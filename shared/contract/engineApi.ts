import type { z } from 'zod';
import { annotationsApi } from './api/annotationsApi.ts';
import { classesApi } from './api/classesApi.ts';
import { duplicatesApi } from './api/duplicatesApi.ts';
import { exportsApi } from './api/exportsApi.ts';
import { importsApi } from './api/importsApi.ts';
import { itemsApi } from './api/itemsApi.ts';
import { metadataApi } from './api/metadataApi.ts';
import { modelsApi } from './api/modelsApi.ts';
import { projectApi } from './api/projectApi.ts';
import { runsApi } from './api/runsApi.ts';
import { splitsApi } from './api/splitsApi.ts';
import { sharingApi } from './api/sharingApi.ts';
import { versionsApi } from './api/versionsApi.ts';
import type { Methods } from './method.ts';

/** THE table: all that the engine can be asked, by room. */
export const engineApi = {
  ...projectApi,
  ...itemsApi,
  ...splitsApi,
  ...annotationsApi,
  ...classesApi,
  ...modelsApi,
  ...runsApi,
  ...exportsApi,
  ...versionsApi,
  ...importsApi,
  ...sharingApi,
  ...metadataApi,
  ...duplicatesApi,
} as const satisfies Methods;

export type EngineApi = typeof engineApi;
export type EngineMethod = keyof EngineApi;
/** What a caller gives. */
export type EngineInput<Name extends EngineMethod> = z.input<EngineApi[Name]['input']>;
/** What a handler gets: parsed, with defaults. */
export type EngineParsedInput<Name extends EngineMethod> = z.output<EngineApi[Name]['input']>;
export type EngineOutput<Name extends EngineMethod> =
  NonNullable<EngineApi[Name]['output']> | Extract<EngineApi[Name]['output'], null>;

/** The engine as its callers see it. */
export interface EngineCaller {
  call<Name extends EngineMethod>(method: Name, input: EngineInput<Name>): Promise<EngineOutput<Name>>;
}
