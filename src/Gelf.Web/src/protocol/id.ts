/** Node ids are 64 bits. JavaScript numbers are not, so an id is two unsigned 32-bit halves. */
export interface Id {
  readonly hi: number;
  readonly lo: number;
}

export function formatId(id: Id): string {
  return id.hi.toString(16).padStart(8, "0") + id.lo.toString(16).padStart(8, "0");
}

/** A random id that is not 0, for one start of a node. */
export function randomId(fill: (values: Uint32Array<ArrayBuffer>) => unknown): Id {
  const values = new Uint32Array(2);
  do {
    fill(values);
  } while (values[0] === 0 && values[1] === 0);
  return { hi: values[0]!, lo: values[1]! };
}
