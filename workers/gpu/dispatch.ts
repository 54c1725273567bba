/** One use of a kernel: everything but the number of tokens is fixed when the model is loaded. */
export interface Dispatch {
  /** Name of the kernel, for timings. */
  readonly kernel: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  /** Workgroups in x and y for a run over this many tokens. */
  workgroups(tokens: number): readonly [x: number, y: number];
}

/** Part of a buffer; offsets are multiples of 256, as WebGPU wants of bindings. */
export type Binding = GPUBuffer | GPUBufferBinding;

/** Binds resources to bindings 0, 1, 2, … of a kernel. */
export function bind(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  resources: readonly Binding[],
  workgroups: Dispatch['workgroups'],
): Dispatch {
  const bindGroup = device.createBindGroup({
    label: pipeline.label,
    layout: pipeline.getBindGroupLayout(0),
    entries: resources.map((resource, binding) => ({
      binding,
      resource: 'buffer' in resource ? resource : { buffer: resource },
    })),
  });
  return { kernel: pipeline.label, pipeline, bindGroup, workgroups };
}

/** Encodes dispatches in order; each sees what those before it wrote. */
export function encode(
  pass: GPUComputePassEncoder,
  dispatches: readonly Dispatch[],
  tokens: number,
): void {
  for (const dispatch of dispatches) {
    pass.setPipeline(dispatch.pipeline);
    pass.setBindGroup(0, dispatch.bindGroup);
    pass.dispatchWorkgroups(...dispatch.workgroups(tokens));
  }
}
