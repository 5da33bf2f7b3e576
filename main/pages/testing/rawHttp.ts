// What `fetch` is too polite for: announced and unannounced bodies, bare sockets, a stream's first line.
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';

/** The status of a POST; a server that answers before it has read the whole body is heard all the same. */
export async function rawPost(
  port: number,
  path: string,
  sent: { readonly token: string; readonly body: string; readonly chunked: boolean },
): Promise<{ readonly status: number }> {
  const length = sent.chunked ? {} : { 'content-length': Buffer.byteLength(sent.body) };
  const headers = { authorization: `Bearer ${sent.token}`, 'content-type': 'application/json', ...length };
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, method: 'POST', path, headers, agent: false }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0 });
    });
    // After an answer, the broken pipe of the rest of the body changes nothing.
    asking.on('error', reject);
    asking.end(sent.body);
  });
}

export async function firstLine(response: Response): Promise<string> {
  const block = await response.body?.getReader().read();
  return new TextDecoder().decode(block?.value).split('\n')[0] ?? '';
}

export async function dial(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => resolve(socket));
    socket.once('error', reject);
  });
}
