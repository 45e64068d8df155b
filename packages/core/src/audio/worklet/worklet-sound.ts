import { CuelightError } from '../../errors.ts';
import type { Command, Report } from '../pure/commands.ts';
import type { Sound, SoundSite } from '../sound.ts';
import { loadWorklet } from './load-worklet.ts';
import { PROCESSOR_NAME } from './processor-name.ts';

/**
 * Renders in the audio thread: nothing that the page does is heard.
 * @throws CuelightError `no-audio` where the worklet cannot be loaded, as a rejection.
 */
export async function openWorkletSound(site: SoundSite, workletUrl: string | null): Promise<Sound> {
  await loadWorklet(site.context, workletUrl, site.clock);
  const node = new AudioWorkletNode(site.context, PROCESSOR_NAME, {
    numberOfInputs: 0,
    outputChannelCount: [1],
    processorOptions: { sampleRateHz: site.sampleRateHz },
  });
  const { port } = node;
  port.onmessage = (event: MessageEvent<readonly Report[]>) => site.reported(event.data);
  node.onprocessorerror = () =>
    site.failed(
      new CuelightError('no-audio', {
        doing: 'play audio',
        because: 'the audio worklet broke down',
        advice: 'Open the track again.',
      }),
    );
  node.connect(site.output);
  const send = (command: Command): void =>
    port.postMessage(command, command.type === 'page' ? [command.samples.buffer] : []);
  return {
    kind: 'worklet',
    send,
    dispose: () => {
      // Lets the browser drop the processor, also in a context that others keep open.
      send({ type: 'close' });
      node.disconnect();
      port.onmessage = null;
      // Two ports that are open keep each other, and the processor's keeps the processor.
      port.close();
      node.onprocessorerror = null;
    },
  };
}
