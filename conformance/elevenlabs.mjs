// The official ElevenLabs client reads an account: node elevenlabs.mjs <base url> <api key>
// Prints what the client understood, or the error that it threw, as one line of JSON.
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';

const [baseUrl, apiKey] = process.argv.slice(2);
const client = new ElevenLabsClient({ apiKey, baseUrl });
const requestOptions = { maxRetries: 0 };
try {
  const user = await client.user.get(requestOptions);
  const subscription = await client.user.subscription.get(requestOptions);
  const usage = await client.usage.get(
    { startUnix: (user.createdAt - 3600) * 1000, endUnix: (user.createdAt + 3600) * 1000, aggregationInterval: 'hour' },
    requestOptions,
  );
  console.log(JSON.stringify({ user, subscription, usage }));
} catch (error) {
  console.log(JSON.stringify({ error: error.constructor.name, status: error.statusCode ?? null, body: error.body ?? null, message: String(error.message) }));
}
