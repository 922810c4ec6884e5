// A developer's proxy would swallow the requests that tests send to loopback servers.
for (const name of Object.keys(process.env)) {
  if (/_proxy$/i.test(name)) delete process.env[name];
}
