import type { EngineMethod, EngineOutput, EngineParsedInput } from '#shared/contract/engineApi.ts';

/** What answers a contract method: gets the checked input, gives the output or throws an AppError. */
export type EngineHandlers = {
  readonly [Name in EngineMethod]: (input: EngineParsedInput<Name>) => EngineOutput<Name> | Promise<EngineOutput<Name>>;
};

/** The handlers of one noun, for example `HandlersOf<'items'>`. */
export type HandlersOf<Noun extends string> = Pick<EngineHandlers, Extract<EngineMethod, `${Noun}.${string}`>>;
