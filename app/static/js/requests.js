// Requests of the scripts. What they ask for never redirects, unless the session has ended: then the page goes too.

/** The answer to GET `url`; throws an Error when it is not a success, or when `signal` ends it. */
export async function get(url, accept, signal) {
  const answer = await fetch(url, {headers: {Accept: accept, "X-Requested-With": "XMLHttpRequest"}, signal});
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/login")) location.reload();
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status} ${url}`);
  return answer;
}
