// What: who is let in, judged by the head of a request alone.
import { describe, expect, it } from 'vitest';
import { createToken, judgeRequest } from '../../src/explore/access.ts';

const token = createToken();
const rules = { token, port: 8460, canWrite: false };
const own = { host: '127.0.0.1:8460', authorization: `Bearer ${token}` };

function judge(headers: Record<string, string>, { path = '/', method = 'GET', canWrite = false } = {}) {
  return judgeRequest({ method, url: new URL(`http://127.0.0.1${path}`), headers }, { ...rules, canWrite });
}

describe('the token', () => {
  it('has 256 bits and is another each time', () => {
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(createToken()).not.toBe(token);
  });

  it.each([
    ['missing', {}],
    ['wrong', { authorization: `Bearer ${createToken()}` }],
    ['cut short', { authorization: `Bearer ${token.slice(0, -1)}` }],
    ['empty', { authorization: 'Bearer ' }],
    ['in the cookie of another port', { cookie: `firebreak-8461=${token}` }],
    ['in a cookie whose name only ends like it', { cookie: `x-firebreak-8460=${token}` }],
  ])('%s is refused', (_, headers) => {
    expect(judge({ host: own.host, ...headers })).toMatchObject({ kind: 'refused', status: 403 });
  });

  it('is taken from a header, or from the cookie of this port among others', () => {
    expect(judge(own)).toEqual({ kind: 'open' });
    expect(judge({ host: own.host, cookie: `a=b; firebreak-8460=${token}; c=d` })).toEqual({ kind: 'open' });
  });

  it('in the address becomes a cookie that no script reads and no other site sends, and leaves the address', () => {
    expect(judge({ host: own.host }, { path: `/report?of=a%2Fb&token=${token}` })).toEqual({
      kind: 'enter',
      location: '/report?of=a%2Fb',
      cookie: `firebreak-8460=${token}; Path=/; HttpOnly; SameSite=Strict`,
    });
  });

  it('in the address never leads to another server', () => {
    expect(judge({ host: own.host }, { path: `//evil.example/?token=${token}` })).toMatchObject({
      kind: 'enter',
      location: '/evil.example/',
    });
  });

  it('that is wrong in the address is refused beside a cookie that is right', () => {
    const headers = { host: own.host, cookie: `firebreak-8460=${token}` };
    expect(judge(headers, { path: `/?token=${createToken()}` })).toMatchObject({ kind: 'refused', status: 403 });
  });
});

describe('another page', () => {
  it.each(['evil.example', '127.0.0.1', '127.0.0.1:8461', 'localhost', '127.0.0.1:8460.evil.example', '[::1]:8460'])(
    'under the name %s is refused: names can be pointed at this machine',
    (host) => {
      expect(judge({ ...own, host })).toMatchObject({ kind: 'refused', status: 403 });
    },
  );

  it.each(['http://evil.example', 'http://127.0.0.1:8461', 'https://127.0.0.1:8460', 'null'])(
    'of origin %s is refused',
    (origin) => {
      expect(judge({ ...own, origin })).toMatchObject({ kind: 'refused', status: 403 });
    },
  );

  it.each(['cross-site', 'same-site'])('that the browser calls %s is refused', (site) => {
    expect(judge({ ...own, 'sec-fetch-site': site })).toMatchObject({ kind: 'refused', status: 403 });
  });

  it('is this one under either of its names', () => {
    expect(judge({ ...own, host: 'localhost:8460', origin: 'http://localhost:8460' })).toEqual({ kind: 'open' });
    expect(judge({ ...own, 'sec-fetch-site': 'same-origin' })).toEqual({ kind: 'open' });
    expect(judge({ ...own, 'sec-fetch-site': 'none' })).toEqual({ kind: 'open' });
  });
});

describe('a server that only reads', () => {
  it('refuses to be sent anything', () => {
    expect(judge(own, { method: 'POST' })).toMatchObject({ kind: 'refused', status: 403 });
    expect(judge(own, { method: 'POST', canWrite: true })).toEqual({ kind: 'open' });
  });

  it.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('knows no %s, nor does one that may write', (method) => {
    expect(judge(own, { method, canWrite: true })).toMatchObject({ kind: 'refused', status: 405 });
  });
});
