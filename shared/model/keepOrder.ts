/** Records that were listed before stay where they were; those that are new come after them. */
export function keepOrder<Row extends { readonly id: unknown }>(before: readonly Row[], after: readonly Row[]): Row[] {
  const places = new Map(before.map(({ id }, at) => [id, at]));
  const placeOf = ({ id }: Row): number => places.get(id) ?? before.length;
  return after.toSorted((a, b) => placeOf(a) - placeOf(b));
}
