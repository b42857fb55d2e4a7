declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Row numbers of one project file. */
export type RootId = Brand<number, 'RootId'>;
export type ItemId = Brand<number, 'ItemId'>;
export type ClassId = Brand<number, 'ClassId'>;
export type ModelId = Brand<number, 'ModelId'>;
export type RunId = Brand<number, 'RunId'>;
export type VersionId = Brand<number, 'VersionId'>;
export type PredictionId = Brand<number, 'PredictionId'>;
/** Made where the record is made (UUIDs), so that an edit has its id before it is saved. */
export type AnnotationId = Brand<string, 'AnnotationId'>;
/** Of annotations that belong together. */
export type GroupId = Brand<string, 'GroupId'>;
export type DecisionId = Brand<string, 'DecisionId'>;
export type CommentId = Brand<string, 'CommentId'>;
export type JobId = Brand<string, 'JobId'>;
/** A file or folder that the host's own dialog handed out; the renderer never names a path. */
export type GrantId = Brand<string, 'GrantId'>;
