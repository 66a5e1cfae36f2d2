import Type from 'typebox';

export const PAGE_LIMIT = 500;

export const PagingSchema = Type.Object({
  after: Type.Optional(
    Type.String({ maxLength: 128, description: 'key of the last item of the page before' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT, default: 100 })),
});
export type Paging = Type.Static<typeof PagingSchema>;

/** One page of a list; `next` is the `after` of the page that follows, or null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

// The return type is inferred: it is the exact schema type that Static needs.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function pageOf<S extends Type.TSchema>(item: S) {
  return Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) });
}
