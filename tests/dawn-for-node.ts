/**
 * Gives `navigator.gpu` to tests in Node.
 *
 * Without a GPU the Vulkan driver is SwiftShader as shipped inside Debian's chromium package. A missing
 * adapter is a failure of the tests, never a reason to skip them.
 */
import { existsSync } from 'node:fs';
import { giveWebGpu } from '../scripts/webgpu-for-node';

const swiftshader = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (!process.env.VK_DRIVER_FILES && !process.env.VK_ICD_FILENAMES && existsSync(swiftshader)) {
  process.env.VK_ICD_FILENAMES = swiftshader;
}

giveWebGpu('enable-dawn-features=allow_unsafe_apis');
