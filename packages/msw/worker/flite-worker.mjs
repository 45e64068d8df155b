// Runs Flite (WebAssembly with WASI) away from the thread that streams. Plain JavaScript outside the
// bundle, as a worker needs a file of its own. Each call is a fresh instance of the one compiled module;
// Flite writes its WAV file into a directory that the parent made and removes.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WASI } from 'node:wasi';
import { parentPort, workerData } from 'node:worker_threads';

const { modulePath, directory } = workerData;
const module = new WebAssembly.Module(readFileSync(modulePath));
const path = join(directory, 'speech.wav');

parentPort.on('message', ({ id, voice, text }) => {
  try {
    const wav = speak(voice, text);
    parentPort.postMessage({ id, wav }, [wav.buffer]);
  } catch (error) {
    parentPort.postMessage({ id, error: String(error) });
  }
});

function speak(voice, text) {
  const wasi = new WASI({
    version: 'preview1',
    args: ['flite', '-voice', voice, '-t', text, '-o', '/out/speech.wav'],
    preopens: { '/out': directory },
    returnOnExit: true,
  });
  try {
    const exitCode = wasi.start(new WebAssembly.Instance(module, wasi.getImportObject()));
    if (exitCode !== 0) throw new Error(`Flite ended with code ${exitCode}`);
    return new Uint8Array(readFileSync(path));
  } finally {
    rmSync(path, { force: true });
  }
}
