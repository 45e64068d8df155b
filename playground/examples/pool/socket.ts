import { createPool } from '@cuelight/core/pool';

const pool = createPool('captions', { limit: 3 });

export async function openCaptions(onCaption: (text: string) => void): Promise<(audio: Blob) => void> {
  const held = await pool.acquire({ onReclaim: () => socket.close() });
  const socket = new WebSocket('/api/captions');
  held.signal.addEventListener('abort', () => socket.close());
  socket.addEventListener('close', () => held.release());
  socket.addEventListener('message', ({ data }) => {
    onCaption(String(data));
    held.setIdle(true);
  });
  return (audio) => {
    held.setIdle(false);
    socket.send(audio);
  };
}
