/**
 * Installs what is missing, and nothing else: the packages of package-lock.json, and with `--browser` a Chromium
 * and a Firefox for the tests (Debian's packages, where this process may install packages). Uses Node's own modules only, since
 * it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const stamp = 'node_modules/.package-lock.sha256';

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  run('npm', ['ci']);
  writeFileSync(stamp, lock);
}

if (process.argv.includes('--browser')) {
  const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  const firefox = process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr';
  if (!existsSync(chromium) || !existsSync(firefox) || lacksVulkanLoader()) installBrowsers();
}

/** The GPU tests reach Chromium's software adapter through it. Where nobody can tell, the tests will. */
function lacksVulkanLoader() {
  const { status, stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  return status === 0 && !stdout.includes('libvulkan.so.1');
}

function installBrowsers() {
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!mayInstall) {
    console.error(
      'The tests need Chromium, Firefox and the Vulkan loader (Debian: sudo apt install chromium firefox-esr libvulkan1).\n' +
        'Others can be named: CHROMIUM_PATH=/path/to/chromium FIREFOX_PATH=/path/to/firefox npm test',
    );
    process.exit(1);
  }
  run('apt-get', ['update', '-q']);
  const packages = ['chromium', 'firefox-esr', 'libvulkan1'];
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages]);
}

function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync(command, args, { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
