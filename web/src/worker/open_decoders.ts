/** Decoders that are at work for a single picture: a worker that ends in the middle of it closes them. */
export const openDecoders = new Set<{ close(): void }>();
