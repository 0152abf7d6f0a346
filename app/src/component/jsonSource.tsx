/** Takes a JSON file from this machine, or from an address on this machine or of this page's own place. */
import { useId, useState, type SyntheticEvent } from 'react';
import { ShapeError } from '../format/shape';
import { Loading, Notice } from './notice';

interface JsonSourceProps<T> {
  /** What it is, as in `an audit's report`. */
  readonly what: string;
  /** How one makes it. */
  readonly command: string;
  /** Throws `ShapeError`. */
  readonly parse: (told: unknown) => T;
  readonly onLoaded: (loaded: T, name: string) => void;
}

const MOST_BYTES = 64_000_000;
const TIMEOUT_MILLIS = 30_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1']);

/** A URL that the page asks: any other place could tell anyone who looks at what. Throws `ShapeError`. */
export function sourceUrl(typed: string, own: string): URL {
  let url: URL;
  try {
    url = new URL(typed.trim(), own);
  } catch {
    throw new ShapeError('This is no address. An example: http://127.0.0.1:8000/audit.json');
  }
  const isOwn = url.origin === new URL(own).origin;
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || !(isOwn || LOOPBACK.has(url.hostname))) {
    throw new ShapeError(
      'Only files of this page’s own place or of this machine (127.0.0.1) are fetched; save others first.',
    );
  }
  return url;
}

export function JsonSource<T>({ what, command, parse, onLoaded }: JsonSourceProps<T>) {
  const [typed, setTyped] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const [isLoading, setIsLoading] = useState(false);
  const [fileId, urlId] = [useId(), useId()];

  const take = async (name: string, read: () => Promise<string>) => {
    setTrouble(undefined);
    setIsLoading(true);
    try {
      const content = await read();
      if (content.length > MOST_BYTES) throw new ShapeError('The file is larger than 64 MB. Ask for a shorter span.');
      onLoaded(parse(parsed(content)), name);
    } catch (error) {
      setTrouble(
        error instanceof ShapeError
          ? error.message
          : 'It could not be read: is it there, and may this page ask for it?',
      );
    } finally {
      setIsLoading(false);
    }
  };
  const fetchUrl = (event: SyntheticEvent) => {
    event.preventDefault();
    void take(typed, async () => {
      const url = sourceUrl(typed, window.location.href);
      const signal = AbortSignal.timeout(TIMEOUT_MILLIS);
      const response = await fetch(url, { credentials: 'omit', redirect: 'error', signal });
      if (!response.ok) throw new ShapeError(`The address answered with HTTP ${response.status}.`);
      return response.text();
    });
  };
  return (
    <div className="card source">
      <p>
        Made by <kbd>{command}</kbd>. It is read in this browser and sent nowhere.
      </p>
      <div className="row">
        <label className="stacked" htmlFor={fileId}>
          File with {what}
          <input
            id={fileId}
            type="file"
            accept=".json,application/json"
            // A file that was mended is chosen again under its name: without this the browser tells of no change.
            onClick={(event) => (event.currentTarget.value = '')}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file !== undefined) void take(file.name, () => file.text());
            }}
          />
        </label>
        <form className="row wide" onSubmit={fetchUrl}>
          <label className="stacked wide" htmlFor={urlId}>
            or its address
            <input
              id={urlId}
              value={typed}
              spellCheck={false}
              placeholder="http://127.0.0.1:8000/…json"
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
          <button type="submit" disabled={typed.trim() === '' || isLoading}>
            Load
          </button>
        </form>
      </div>
      {isLoading && <Loading what={what} />}
      {trouble !== undefined && <Notice tone="error">{trouble}</Notice>}
    </div>
  );
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new ShapeError('The file is not JSON.');
  }
}
