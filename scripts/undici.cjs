// What of undici is bundled, in place of its index, which brings fetch, WebSocket, caches and mocks along: a
// megabyte that every run would have to load.
const Dispatcher = require("undici/lib/dispatcher/dispatcher.js");
const connect = require("undici/lib/api/api-connect.js");
const request = require("undici/lib/api/api-request.js");
const EnvHttpProxyAgent = require("undici/lib/dispatcher/env-http-proxy-agent.js");
const Pool = require("undici/lib/dispatcher/pool.js");
const ProxyAgent = require("undici/lib/dispatcher/proxy-agent.js");

// As the index does; the tunnel through a proxy is asked for with connect.
Object.assign(Dispatcher.prototype, { connect, request });

module.exports = { EnvHttpProxyAgent, Pool, ProxyAgent };
