import { timeMambaOnCpu } from './time-mamba-on-cpu';

/** The bench in a browser: `bench/mamba-on-cpu.ts` opens the page that starts it. There is no processor time. */
self.onmessage = async ({ data }: MessageEvent<{ folder: string; threads: number }>) => {
  const files = {
    read: async (path: string) =>
      new Uint8Array(await (await fetch(`/${data.folder}/${path}`)).arrayBuffer()),
  };
  self.postMessage(await timeMambaOnCpu(files, data.threads, () => NaN));
};
