import { join } from 'node:path'

/**
 * All that Rspamd needs for its Bayes and nothing else; the classifier's values are the stock ones of 3.4 but for
 * `learn_condition`.
 * @param run folder of sockets and log
 * @param compiled folder of patterns that an earlier start compiled
 */
export function rspamdSettings(run: string, compiled: string): string {
  return `
options {
  pidfile = "${run}/rspamd.pid";
  filters = "";
  tempdir = "${run}";
  hs_cache_dir = "${compiled}";
  url_tld = "/usr/share/rspamd/effective_tld_names.dat";
  control_socket = "${run}/control.sock mode=0600";
  local_addrs = [];
  dns { nameserver = ["127.0.0.1:1"]; timeout = 0.05s; retransmits = 1; }
}
logging { type = "file"; filename = "${run}/rspamd.log"; level = "notice"; }
worker "normal" { bind_socket = "${run}/scan.sock mode=0600"; count = 2; }
worker "controller" { bind_socket = "${run}/learn.sock mode=0600"; count = 1; password = "${PASSWORD}"; }
modules { path = []; }
classifier "bayes" {
  tokenizer { name = "osb"; }
  cache { }
  new_schema = true;
  store_tokens = false;
  signatures = false;
  min_tokens = 11;
  min_learns = 200;
  backend = "redis";
  servers = "${run}/redis.sock";
  autolearn = false;
  learn_condition = 'return function() return true end';
  statfile { symbol = "BAYES_HAM"; spam = false; }
  statfile { symbol = "BAYES_SPAM"; spam = true; }
}
`
}

/** Of a controller that nobody but us can reach. */
export const PASSWORD = 'contest'

/** A Redis that writes nothing unless it is told to, and whose folder may be changed. */
export function redisWords(run: string): string[] {
  return [
    ...['--port', '0', '--unixsocket', join(run, 'redis.sock'), '--unixsocketperm', '600', '--dir', run],
    ...['--save', '', '--appendonly', 'no'],
    ...['--enable-protected-configs', 'yes', '--enable-debug-command', 'yes'],
  ]
}
