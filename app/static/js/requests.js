// Requests of the scripts. A session that ended answers with the login page: the whole page goes there.

/** The answer to GET `url`; throws an Error when it is not a success. */
export async function get(url, accept, signal = undefined) {
  const answer = await fetch(url, {headers: {Accept: accept, "X-Requested-With": "XMLHttpRequest"}, signal});
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/login")) {
    location.reload();
    throw new Error("the session has ended");
  }
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer;
}
