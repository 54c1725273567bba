/**
 * Gives `navigator.gpu` to tests in Node: Dawn, which is Chromium's own WebGPU implementation.
 *
 * Without a GPU the Vulkan driver is SwiftShader as shipped inside Debian's chromium package. A missing
 * adapter is a failure of the tests, never a reason to skip them.
 */
import { existsSync } from 'node:fs';
import { create, globals } from 'webgpu';

const swiftshader = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (!process.env.VK_DRIVER_FILES && !process.env.VK_ICD_FILENAMES && existsSync(swiftshader)) {
  process.env.VK_ICD_FILENAMES = swiftshader;
}

Object.assign(globalThis, globals);
const gpu = create(['enable-dawn-features=allow_unsafe_apis']);
Object.defineProperty(globalThis, 'navigator', {
  value: { ...globalThis.navigator, gpu, hardwareConcurrency: 2 },
  configurable: true,
});
