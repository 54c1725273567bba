/** Parameters in a weights file: not scales and zero points; a byte of a matrix in 4 bits is two. */
export function countParameters(tensors: ReadonlyMap<string, { shape: number[] }>): number {
  let parameters = 0;
  for (const [name, { shape }] of tensors) {
    if (/\.(scale|zero)$/.test(name)) continue;
    parameters += shape.reduce((a, b) => a * b, tensors.has(`${name}.zero`) ? 2 : 1);
  }
  return parameters;
}
