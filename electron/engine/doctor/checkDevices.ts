import type { DoctorCheck } from '#shared/contract/api/projectApi.ts';
import type { AcceleratorState } from '#shared/contract/inferenceApi.ts';
import type { DeviceChoice } from '../prelabel/chooseDevice.ts';
import { cudaAdvice } from './cudaAdvice.ts';

function adviceFor({ device, missing, pieces }: AcceleratorState, providerFolder: string): string[] {
  if (missing === null) return [];
  if (device === 'cuda') return cudaAdvice(pieces, providerFolder);
  return pieces.some(({ name, file }) => name === 'libvulkan.so.1' && file === null)
    ? [
        "libvulkan.so.1 is missing: install Vulkan and your card's driver for it (Ubuntu, Debian: sudo apt install libvulkan1 mesa-vulkan-drivers).",
      ]
    : [];
}

/** What became of a device in the trial; its note begins with its name. */
function outcome(device: string, { device: chosen, notes }: DeviceChoice): string {
  if (device === chosen) return `works: ${notes[0] ?? ''}`;
  return (
    notes.find((note) => note.startsWith(`${device} not used: `))?.slice(`${device} not used: `.length) ?? 'not tried'
  );
}

/**
 * One line for each device of this system, for what `auto` takes here, and one for each thing that must be installed.
 * @param choice what `auto` takes for the model that ships
 */
export function checkDevices(
  {
    accelerators,
    providerFolder,
  }: { readonly accelerators: readonly AcceleratorState[]; readonly providerFolder: string },
  choice: DeviceChoice,
  threads: number,
): DoctorCheck[] {
  const cpu: DoctorCheck = { name: 'device cpu', state: 'ok', detail: `${threads} threads`, hint: null };
  const devices = accelerators.flatMap((accelerator): DoctorCheck[] => {
    const { device, missing } = accelerator;
    const name = `device ${device}`;
    if (missing === null) {
      const isUsable = device === choice.device || /^(slower|its results)/.test(outcome(device, choice));
      return [{ name, state: isUsable ? 'ok' : 'missing', detail: outcome(device, choice), hint: null }];
    }
    const [first = null, ...others] = adviceFor(accelerator, providerFolder);
    const further = others.map((hint): DoctorCheck => ({
      name,
      state: 'missing',
      detail: hint.split(':')[0] ?? '',
      hint,
    }));
    return [{ name, state: 'missing', detail: missing, hint: first }, ...further];
  });
  const tried = accelerators.filter(({ missing }) => missing === null).map(({ device }) => device);
  const order = [...tried, 'cpu'].join(', then ');
  const auto = `tries ${order}; takes ${choice.device} for the model that ships`;
  return [cpu, ...devices, { name: 'device auto', state: 'ok', detail: auto, hint: null }];
}
